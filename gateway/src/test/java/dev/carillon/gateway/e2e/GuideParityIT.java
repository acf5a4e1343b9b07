package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.site.DjangoSite;
import dev.carillon.gateway.e2e.site.ServerUnderTest;
import org.junit.jupiter.api.Disabled;

/** Carillon beside the guide's server. */
@Disabled("until `carillon serve` is wired")
final class GuideParityIT extends ParityContract {
    @Override
    ServerUnderTest start(DjangoSite site) {
        return new CarillonProcess(site);
    }
}
