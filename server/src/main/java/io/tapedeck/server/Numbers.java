package io.tapedeck.server;

/**
 * The values of the parameter {@code numbers}: the type of a column in formats that have types; in text they mean what
 * {@link TickText.Numbers} says.
 */
enum Numbers {
    /** JSON numbers with their exact digits. */
    JSON,
    /** JSON strings. */
    STRING,
    /** Exact decimal columns. */
    DECIMAL,
    /** Floating-point columns. */
    DOUBLE;

    static Numbers of(Params params) {
        return params.choice("numbers", Numbers.class, JSON);
    }

    /** What it means in text. */
    TickText.Numbers text() {
        return TickText.Numbers.valueOf(name());
    }
}
