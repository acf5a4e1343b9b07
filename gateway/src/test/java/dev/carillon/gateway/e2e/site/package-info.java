/** The sample Django site, the guide's server, and an editor in its admin, as processes of a test's own. */
@NullMarked
package dev.carillon.gateway.e2e.site;

import org.jspecify.annotations.NullMarked;
