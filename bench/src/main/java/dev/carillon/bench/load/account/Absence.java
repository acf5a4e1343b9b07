package dev.carillon.bench.load.account;

/** Why a client could not hear: what it missed meanwhile is not lost without a word. */
public enum Absence {
    /** It left by itself, and nobody can say which events the server still took it to be there for. */
    AWAY,
    /** The server closed the connection, or it broke. */
    CUT
}
