package io.tapedeck.server;

/** Decodes bodies of every form into one target. One thread, one body. */
final class TickDecoder {
    private final TickRowBuilder rows;
    private final RowDefaults defaults;
    private final RowErrors errors;
    private final boolean partial;

    /**
     * A decoder.
     *
     * @param target where the good rows go
     * @param defaults what fills the fields that rows leave out
     * @param errors takes the bad rows
     * @param partial whether good rows will be recorded without the bad, so that decoding goes on behind a broken line
     */
    TickDecoder(RowTarget target, RowDefaults defaults, RowErrors errors, boolean partial) {
        rows = new TickRowBuilder(target, defaults, errors);
        this.defaults = defaults;
        this.errors = errors;
        this.partial = partial;
    }

    /**
     * Decodes a body; bad rows are in the errors then.
     *
     * @param body the body
     * @param form its form as the client said it
     * @param isForm whether the client said that it is a form's, as curl -d does
     * @throws ProblemException where the body as a whole is not to be decoded
     */
    void decode(Body body, BodyForm form, boolean isForm) {
        if (form.with(body.first()) == BodyForm.JSON) {
            new JsonBody(rows, errors, partial).decode(body.bytes(), body.offset(), body.length());
        } else {
            new CsvBody(rows, defaults, isForm).decode(body.bytes(), body.offset(), body.length());
        }
    }
}
