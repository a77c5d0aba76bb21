package pgconform.start;

import java.lang.reflect.InvocationTargetException;

/** The first class of the executable jar, which any Java can load: it says which Java is needed. */
public final class Start {
  private static final int OLDEST = 17;

  private Start() {}

  /** Runs the command. */
  public static void main(String[] args) throws Throwable {
    String version = System.getProperty("java.specification.version", "");
    if (major(version) < OLDEST) {
      System.err.println(
          "pgconform: this is Java "
              + version
              + ", and pgconform needs Java "
              + OLDEST
              + " or newer: install one, or set JAVA_HOME to it");
      System.exit(2);
    }
    try {
      Class.forName("pgconform.cli.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** The number of a release; an old one is called 1.8, and what is no number is new. */
  static int major(String version) {
    String number = version.startsWith("1.") ? version.substring(2) : version;
    return number.matches("[0-9]{1,4}") ? Integer.parseInt(number) : OLDEST;
  }
}
