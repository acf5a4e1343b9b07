package dev.carillon.gateway.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the gateway. */
@Command(
        name = "serve",
        description = {
            "Runs the gateway beside a Django site, until SIGTERM or SIGINT; then drains and ends with 0.",
            "It needs the site's secret key and database; all else has defaults (see 'carillon config')."
        },
        footer = {
            "%nExamples:",
            "  carillon serve --config carillon.yaml",
            "  CARILLON_DJANGO_SECRET_KEY_FILE=key CARILLON_DJANGO_DATABASE=sqlite:///db.sqlite3 carillon serve"
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config;

    private final Seams.Server server;

    ServeCommand(ConfigOption config, Seams.Server server) {
        this.config = config;
        this.server = server;
    }

    @Override
    public Integer call() throws Exception {
        return Lifetime.untilStopped(server.start(config.readForSite()));
    }
}
