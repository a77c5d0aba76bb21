package pgconform.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.platform.commons.annotation.Testable;

/**
 * Makes each requirement of pgconform a test of the annotated class. The class says which server is
 * judged: by a static method with {@link StartTarget}, or by {@link #target}.
 *
 * <pre>{@code
 * @PostgresConformance(profile = "protocol", expectations = "known.yaml", jobs = 4)
 * class MyServerTest {
 *   @StartTarget
 *   static Target start() throws Exception {
 *     var s = MyServer.start(0);
 *     return Target.url("postgresql://app@localhost:" + s.port() + "/app")
 *         .restart(s::restart).onClose(s::close);
 *   }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Testable
public @interface PostgresConformance {
  /**
   * The target, if no method starts one: a URL, a target file, or {@code embedded:18}; written as
   * on the command line.
   */
  String target() default "";

  /**
   * How to judge: {@code postgresql}, {@code protocol} or {@code pooler}. Empty to choose by what
   * the target proves to be.
   */
  String profile() default "";

  /**
   * A file of known deviations, which are aborted instead of failing. It is looked for in the
   * working directory, then beside the class on the class path.
   */
  String expectations() default "";

  /** How many cases of each requirement: {@code smoke}, {@code default} or {@code deep}. */
  String effort() default "default";

  /** How many requirements are judged at the same time, from 1 to 64. */
  int jobs() default 4;

  /** Draws the same cases as an earlier run with this seed; 0 for others each time. */
  long seed() default 0;

  /** Only these requirements: an id, a glob such as {@code CAN-*}, or an area. All if empty. */
  String[] scenario() default {};

  /** Not these requirements; written as for {@link #scenario}. */
  String[] exclude() default {};

  /** Folders with scenario files of your own, in addition to the built-in ones. */
  String[] scenarios() default {};

  /** Whether lenient verdicts fail. */
  boolean strict() default false;

  /** Whether what a server should not get that others use, too, is left out. */
  boolean gentle() default false;

  /** The class fails if fewer requirements than this could be judged. */
  int atLeast() default 1;

  /** A folder for the reports, such as {@code target/pgconform}; empty for none. */
  String report() default "";
}
