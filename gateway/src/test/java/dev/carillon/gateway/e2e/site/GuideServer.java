package dev.carillon.gateway.e2e.site;

import java.net.URI;

/** The guide's own server, beside a site. */
public final class GuideServer implements ServerUnderTest {
    private final int port = Surroundings.freePort();
    private final ExternalProgram program;

    public GuideServer(DjangoSite site, String name) {
        program = site.start(name, "guide/notifications.py", "--host", "127.0.0.1", "--port", Integer.toString(port));
        program.await(() -> DjangoSite.listens(port));
    }

    @Override
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    public boolean isAlive() {
        return program.isAlive();
    }

    @Override
    public void close() {
        program.close();
    }
}
