package pgconform.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Marks the static method without parameters of a {@link PostgresConformance} class that starts the
 * server and returns it as a {@link Target}. It runs once, before the first requirement.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@java.lang.annotation.Target(ElementType.METHOD)
public @interface StartTarget {}
