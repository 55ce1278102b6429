package io.tapedeck.server;

/** What a token lets its bearer do. */
enum Scope {
    /** Ask for what is recorded, and how the server fares. */
    READ,
    /** Record. */
    WRITE,
    /** Everything, and end the process. */
    ADMIN
}
