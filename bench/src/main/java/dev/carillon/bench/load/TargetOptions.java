package dev.carillon.bench.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where to, and as whom. */
final class TargetOptions {
    @Parameters(
            paramLabel = "URL",
            description = {
                "WebSocket URL, ws:// or wss://; several take the connections in turn.",
                "Without one: where the gateway of --config listens."
            })
    List<URI> urls = new ArrayList<>();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "The gateway's configuration, read with its CARILLON_* variables: tells its address, Redis, admin port,"
                        + " and with --users the secret key and the database."
            })
    @Nullable
    Path config;

    @Option(
            names = {"-u", "--users"},
            paramLabel = "KEYS",
            description = {
                "Primary keys of the site's users, as in 1,2,7-9: connections are theirs in turn, with fresh tokens made as"
                        + " the site makes them. What each may see is read from the site's database."
            })
    @Nullable
    String users;

    @Option(
            names = {"-t", "--tokens"},
            paramLabel = "FILE",
            description = {
                "Tokens, one a line, taken in turn; behind a tab may stand the content types that one lets see, as in 7,8."
                        + " Without those it must get all. The file is read again whenever it has changed, so that tokens which"
                        + " expire can be renewed; it must keep its lines' number, order and content types."
            })
    @Nullable
    Path tokens;

    @Option(names = "--no-token", description = "The server wants no token.")
    boolean noToken;

    @Option(
            names = "--token-in",
            paramLabel = "PLACE",
            description = {
                "Where the token stands: message (the first), header (Authorization: Bearer), header:NAME, cookie:NAME (as"
                        + " from a page of the URL's own host) or query:NAME. Default: message."
            })
    String tokenIn = "message";

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "For wss: a PEM file of the authorities to trust, or 'any' for every certificate.")
    @Nullable
    String trust;

    @Option(names = "--compression", description = "Offer permessage-deflate, and inflate what comes.")
    boolean compression;
}
