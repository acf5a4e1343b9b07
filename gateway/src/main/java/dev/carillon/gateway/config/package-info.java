/** One YAML file, and environment variables over it, read into the records that the packages below declare. */
@NullMarked
package dev.carillon.gateway.config;

import org.jspecify.annotations.NullMarked;
