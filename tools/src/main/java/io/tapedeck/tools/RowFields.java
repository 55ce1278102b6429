package io.tapedeck.tools;

/**
 * Takes lines apart into rows, and a row into its fields, as places in arrays that are good until the next row. One thread
 * at a time.
 */
interface RowFields {
    /** Takes the next line, which stays as it is. */
    void begin(byte[] line, int from, int to);

    /** Moves to the line's next row; false where there is none. */
    boolean next() throws RowException;

    /** Which of the layout's kinds of row it is; -1 where it is none of them and makes no tick. */
    int variant();

    /** How many fields it has. */
    int count();

    /** The array that holds a field. */
    byte[] bytes(int field);

    int start(int field);

    int end(int field);
}
