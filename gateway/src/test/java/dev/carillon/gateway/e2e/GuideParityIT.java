package dev.carillon.gateway.e2e;

/** Carillon beside the guide's server. */
final class GuideParityIT extends ParityContract {
    @Override
    ServerUnderTest start(DjangoSite site) {
        return new CarillonProcess(site);
    }
}
