package dev.carillon.gateway.support;

import dev.carillon.gateway.admin.AdminRoute;
import dev.carillon.gateway.directory.UserDirectory;
import dev.carillon.gateway.known.KnownUsers;
import dev.carillon.gateway.lifecycle.Readiness;
import dev.carillon.gateway.loops.BlockingWork;
import dev.carillon.gateway.registry.Registry;
import dev.carillon.gateway.session.SessionLoop;
import java.util.Collection;
import java.util.List;

/**
 * What support people's questions are answered from.
 *
 * @param directory asked past everything that is remembered
 * @param work where it is asked: few at a time, so that questions never take the database from those who connect
 */
public record Support(
        Registry registry,
        Collection<SessionLoop> sessions,
        KnownUsers known,
        Readiness readiness,
        UserDirectory directory,
        BlockingWork work) {

    /** For the admin server. */
    public List<AdminRoute> routes() {
        return List.of(new WhyRoute(this), new DisconnectRoute(this));
    }
}
