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
   * The target, if no method starts one: a URL, a target file, or {@code embedded:18}, as on the
   * command line.
   */
  String target() default "";

  /**
   * The profile to judge by: {@code postgresql}, {@code protocol} or {@code pooler}. If empty, it
   * depends on what the target turns out to be.
   */
  String profile() default "";

  /**
   * A file of known deviations, which are aborted instead of failing. The file is looked up in the
   * working directory, then next to the class on the class path.
   */
  String expectations() default "";

  /** The number of cases of each requirement: {@code smoke}, {@code default} or {@code deep}. */
  String effort() default "default";

  /** The number of requirements that are judged at the same time, from 1 to 64. */
  int jobs() default 4;

  /** The seed, which draws the same cases as an earlier run with it; 0 draws others each time. */
  long seed() default 0;

  /** The requirements to judge: an id, a glob such as {@code CAN-*}, or an area. All if empty. */
  String[] scenario() default {};

  /** The requirements to leave out, written as for {@link #scenario}. */
  String[] exclude() default {};

  /** Folders with scenario files of your own, in addition to the built-in ones. */
  String[] scenarios() default {};

  /** Whether lenient verdicts count as failures. */
  boolean strict() default false;

  /**
   * Whether to leave out the requirements that a server in use by others should not be exposed to.
   */
  boolean gentle() default false;

  /** The minimum number of requirements that must be judged; otherwise, the class fails. */
  int atLeast() default 1;

  /** A folder for the reports, such as {@code target/pgconform}; empty for none. */
  String report() default "";
}
