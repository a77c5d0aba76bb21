package pgconform.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads target files. */
public final class TargetFileReader {
  private static final long LARGEST_TEMPLATE = 1024 * 1024;
  private static final String WHAT = "a target file";

  /** The fields by which a target file is distinguished from a scenario. */
  private static final Set<String> ITS_OWN =
      Set.of(
          "name", "url", "unix socket", "start", "ready", "stop", "restart", "logins", "exclusive");

  private static final Set<String> OF_SCENARIOS = Set.of("id", "fragment", "title", "steps");

  private final Path file;
  private final FileErrors problems = new FileErrors();

  private TargetFileReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a file and the templates that it names.
   *
   * @throws ScenarioException with all faults found
   * @throws IOException if the file cannot be read
   */
  public static TargetFile read(Path file) throws ScenarioException, IOException {
    return read(file, incomplete -> {});
  }

  /**
   * Reads a file and the templates that it names.
   *
   * @param faulty receives what could be read of a file with faults, before they are reported
   */
  public static TargetFile read(Path file, Consumer<TargetFile> faulty)
      throws ScenarioException, IOException {
    TargetFileReader reader = new TargetFileReader(file);
    Node root = Yaml.read(file.toString(), Files.readAllBytes(file), WHAT);
    TargetFile read = reader.file(TargetFileForms.FILE.read(root, reader.problems));
    if (!reader.problems.isEmpty()) {
      faulty.accept(read);
      throw new ScenarioException(reader.problems.all());
    }
    return read;
  }

  /** Returns whether a file looks like a target file rather than a scenario. */
  public static boolean isTargetFile(Path file) {
    try {
      return Yaml.read(file.toString(), Files.readAllBytes(file)) instanceof Node.Mapping mapping
          && mapping.entries().stream().noneMatch(e -> OF_SCENARIOS.contains(key(e)))
          && mapping.entries().stream().anyMatch(e -> ITS_OWN.contains(key(e)));
    } catch (ScenarioException | IOException e) {
      // The reader of scenarios reports the error.
      return false;
    }
  }

  private static String key(Node.Entry entry) {
    return entry.key().text();
  }

  private TargetFile file(TargetFileForms.Raw raw) {
    Optional<TargetFile.Start> start = raw.start().map(command -> start(command, raw));
    if (start.isEmpty()) {
      raw.aboutStart()
          .forEach((field, node) -> problems.add(node.place(), "'%s' requires 'start'", field));
    } else if (raw.exclusive().filter(flag -> !flag.value()).isPresent()) {
      problems.add(
          raw.exclusive().get().place(),
          "a server that is started for the run is exclusive: leave 'exclusive' out");
    }
    String own = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    return new TargetFile(
        file,
        raw.name().orElse(own),
        raw.url(),
        raw.unixSocket(),
        start,
        raw.logins(),
        start.isPresent() || raw.exclusive().map(TargetFileForms.Flag::value).orElse(false),
        raw.profile(),
        raw.slowQuery(),
        raw.authenticationTimeout(),
        raw.expectations().map(each -> relative(each, false)));
  }

  private TargetFile.Start start(TargetFileForms.Command command, TargetFileForms.Raw raw) {
    Map<String, Template> files = new LinkedHashMap<>();
    command.files().forEach(each -> files.put(each.key().text(), template(each)));
    return new TargetFile.Start(
        command.place(),
        command.run(),
        files,
        command.env(),
        command.directory().map(each -> relative(each, true)),
        raw.ready(),
        raw.stop(),
        raw.restarts());
  }

  /** Returns a file or directory that is named relative to this one, and that must exist. */
  private Path relative(Node.Scalar named, boolean folder) {
    Path path = path(named);
    if (folder ? !Files.isDirectory(path) : !Files.isReadable(path)) {
      problems.add(
          named.place(), "the %s %s is not there", folder ? "directory" : "file", named.text());
    }
    return path;
  }

  private Path path(Node.Scalar named) {
    Path parent = file.toAbsolutePath().getParent();
    try {
      return parent.resolve(named.text()).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      problems.add(named.place(), "this is not a valid name on this system");
      return parent;
    }
  }

  private Template template(Type.Named<Node.Scalar> named) {
    Node.Scalar key = named.key();
    if (key.text().isBlank()
        || key.text().startsWith("/")
        || List.of(key.text().split("/", -1)).contains("..")) {
      problems.add(
          key.place(),
          "the name of a file in the working directory is relative, not '%s'",
          key.text());
    }
    Path source = path(named.value());
    String text = "";
    try {
      if (Files.size(source) > LARGEST_TEMPLATE) {
        problems.add(
            named.value().place(), "the template has more than %d bytes", LARGEST_TEMPLATE);
      } else {
        text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(Files.readAllBytes(source)))
                .toString();
      }
    } catch (CharacterCodingException e) {
      problems.add(
          named.value().place(), "the template %s is not UTF-8 text", named.value().text());
    } catch (IOException e) {
      problems.add(named.value().place(), "the template %s cannot be read", named.value().text());
    }
    return Template.ofFile(shown(named.value()), text, problems);
  }

  /** Returns the file as the user would name it in messages. */
  private String shown(Node.Scalar named) {
    Path parent = file.getParent();
    return parent == null ? named.text() : parent.resolve(named.text()).toString();
  }

  /** The default for a file that does not say when the server is ready. */
  static final TargetFile.Ready READY =
      new TargetFile.Ready(
          Optional.of(TargetFile.Connect.STARTUP),
          Optional.empty(),
          List.of(),
          Duration.ofSeconds(30));

  /** The default for a file that does not say how to stop the server. */
  static final TargetFile.Stop STOP = new TargetFile.Stop("TERM", Duration.ofSeconds(10));
}
