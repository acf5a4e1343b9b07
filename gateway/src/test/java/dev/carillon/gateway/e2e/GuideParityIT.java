package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.ServerUnderTest;

/** Carillon beside the guide's server. */
final class GuideParityIT extends ParityContract {
    @Override
    ServerUnderTest start(DjangoSite site) {
        return new CarillonProcess(site);
    }
}
