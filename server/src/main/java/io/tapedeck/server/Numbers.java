package io.tapedeck.server;

/**
 * The values of the parameter {@code numbers}. In text a decimal is either a number or a string, and always exact;
 * {@code decimal} and {@code double} choose the type of a column in formats that have types, and mean {@code json} in text.
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
        return this == STRING ? TickText.Numbers.STRING : TickText.Numbers.JSON;
    }
}
