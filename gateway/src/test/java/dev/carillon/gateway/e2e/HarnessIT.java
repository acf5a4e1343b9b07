package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.GuideServer;
import dev.carillon.gateway.e2e.site.ServerUnderTest;

/** The control: the guide's server beside another of itself. Where this fails, the harness is at fault. */
final class HarnessIT extends ParityContract {
    @Override
    ServerUnderTest start(DjangoSite site) {
        return new GuideServer(site, "second-guide");
    }
}
