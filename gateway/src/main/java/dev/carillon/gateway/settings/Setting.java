package dev.carillon.gateway.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a component of a configuration record: its documentation and its default.
 *
 * <p>The key is the component's name in snake case, below the key of the record that holds it: {@code pingInterval} of
 * {@code keepalive} is {@code keepalive.ping_interval} in YAML and {@code CARILLON_KEEPALIVE_PING_INTERVAL} in the
 * environment. Components that are records themselves need no annotation.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
    /** One or two sentences for an operator; ends with a full stop. */
    String value();

    /** The default, written as in the environment; empty for none (the component is then null, or an empty list). */
    String fallback() default "";
}
