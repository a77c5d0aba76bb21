package pgconform.target;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the user named as the target of a run. */
public sealed interface TargetSpec permits TargetSpec.Embedded, TargetSpec.Url, TargetSpec.Docker {

  /** How the target is named in reports and messages; never holds a password. */
  String displayName();

  /**
   * Understands {@code embedded}, {@code embedded:18}, {@code embedded:17.2}, each of them also
   * with server settings behind it ({@code embedded:18?ssl=off}), {@code docker:IMAGE} and {@code
   * postgresql://...}.
   *
   * @throws BadTarget with one sentence that says what is wrong
   */
  static TargetSpec parse(String text) {
    if (text.matches("embedded([:?].*)?")) {
      return Embedded.parse(text);
    }
    if (text.startsWith("docker:")) {
      return Docker.parse(text.substring("docker:".length()));
    }
    if (ConnectionUrl.looksLike(text)) {
      return new Url(ConnectionUrl.read(text));
    }
    // A mistyped URL may hold a password: only a plain word is repeated.
    String named = text.matches("[A-Za-z0-9_.-]{1,30}") ? Text.quoted(text) : "this";
    throw new BadTarget(
        named
            + " is no target: write embedded, embedded:VERSION, docker:IMAGE"
            + " or a URL that begins with postgresql://");
  }

  /**
   * Whether any target can be named so in reports: {@code embedded:} with a whole version, {@code
   * docker:} or {@code postgresql://} are what names begin with.
   *
   * @param glob with {@code *} and {@code ?}
   */
  static boolean couldName(String glob) {
    String lower = glob.toLowerCase(Locale.ROOT);
    boolean begins =
        Stream.of("embedded:", "docker:", "postgresql://").anyMatch(b -> couldBegin(lower, b));
    return begins && !lower.matches("embedded:(\\d+|9\\.\\d)?");
  }

  private static boolean couldBegin(String glob, String beginning) {
    for (int i = 0; i < beginning.length(); i++) {
      char c = i < glob.length() ? glob.charAt(i) : 0;
      if (c == '*') {
        return true;
      }
      if (c != '?' && c != beginning.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A server of a given release, downloaded and started by this tool.
   *
   * @param release the release
   * @param settings settings of postgresql.conf on top of the usual ones, by name
   */
  record Embedded(PostgresRelease release, SortedMap<String, String> settings)
      implements TargetSpec {
    /** Refuses what is missing, and settings that are not for others to set. */
    public Embedded {
      Objects.requireNonNull(release);
      settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
      ServerSettings.check(settings);
    }

    private static Embedded parse(String text) {
      int question = text.indexOf('?');
      String words = question < 0 ? text : text.substring(0, question);
      PostgresRelease release =
          words.equals("embedded")
              ? PostgresRelease.newest()
              : PostgresRelease.parse(words.substring("embedded:".length()));
      SortedMap<String, String> settings = new TreeMap<>();
      for (String setting :
          question < 0 ? new String[0] : text.substring(question + 1).split("&")) {
        int equals = setting.indexOf('=');
        if (equals < 1) {
          throw new BadTarget(
              "server settings are written as embedded:18?ssl=off, several apart by &");
        }
        String value = Percent.decode("a server setting", setting.substring(equals + 1));
        if (settings.put(setting.substring(0, equals), value) != null) {
          throw new BadTarget(
              "the server setting "
                  + Text.quoted(setting.substring(0, equals))
                  + " is given twice");
        }
      }
      return new Embedded(release, settings);
    }

    @Override
    public String displayName() {
      String words =
          settings.entrySet().stream()
              .map(setting -> setting.getKey() + "=" + Percent.encode(setting.getValue()))
              .collect(Collectors.joining("&"));
      return "embedded:" + release.version() + (words.isEmpty() ? "" : "?" + words);
    }
  }

  /**
   * A server that runs already.
   *
   * @param url where it is
   */
  record Url(ConnectionUrl url) implements TargetSpec {
    /** Refuses what is missing. */
    public Url {
      Objects.requireNonNull(url);
    }

    @Override
    public String displayName() {
      return url.displayName();
    }

    /** How to reach it; see {@link ConnectionUrl#parse}. */
    public ConnectionSettings settings(Map<String, String> environment, Path home) {
      return url.settings(environment, home);
    }
  }

  /**
   * A server in a container, which cannot be started yet.
   *
   * @param image the image
   */
  record Docker(String image) implements TargetSpec {
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,254}");

    private static Docker parse(String image) {
      if (!IMAGE.matcher(image).matches()) {
        throw new BadTarget("docker: is followed by no name of an image: write docker:postgres:18");
      }
      return new Docker(image);
    }

    @Override
    public String displayName() {
      return "docker:" + image;
    }

    /** Why such a target cannot be had. */
    public TargetUnavailable unavailable() {
      return new TargetUnavailable(
          "containers are not supported yet, so "
              + displayName()
              + " cannot be started: start it yourself and name it by a postgresql:// URL");
    }
  }
}
