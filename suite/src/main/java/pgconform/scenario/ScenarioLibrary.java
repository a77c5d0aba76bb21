package pgconform.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds and reads scenario files. */
public final class ScenarioLibrary {
  /** The place of the built-in scenarios on the class path. */
  private static final String BUILT_IN = "pgconform/scenarios";

  /** The folders of the built-in scenarios about clients and proxies. */
  private static final Map<Role, String> OWN = Map.of(Role.CLIENT, "client/", Role.PROXY, "proxy/");

  /** The folder of the scenarios that check whether a client program keeps its contract. */
  private static final String CONTRACT = "contract/";

  private ScenarioLibrary() {}

  /**
   * Reads the built-in scenarios and those below the given folders, in the order of their ids.
   *
   * @param checkout the folder of the built-in ones, which is read instead of the class path; null
   *     for the class path
   * @throws ScenarioException with the faults of all files, if there are any
   * @throws IOException if a folder or file cannot be read
   */
  public static List<Scenario> load(Path checkout, List<Path> folders)
      throws ScenarioException, IOException {
    return load(Role.SERVER, checkout, folders);
  }

  /**
   * Reads the built-in scenarios about subjects of that role, and those below the given folders.
   */
  public static List<Scenario> load(Role role, Path checkout, List<Path> folders)
      throws ScenarioException, IOException {
    Map<String, byte[]> files = builtIn(checkout);
    files.keySet().removeIf(name -> name.startsWith(CONTRACT) || roleOf(name) != role);
    for (Path folder : folders) {
      readFolder(folder, null, files);
    }
    return parse(files);
  }

  private static Role roleOf(String name) {
    return OWN.entrySet().stream()
        .filter(own -> name.startsWith(own.getValue()))
        .map(Map.Entry::getKey)
        .findAny()
        .orElse(Role.SERVER);
  }

  /**
   * Reads the scenarios that check whether a client program keeps its contract.
   *
   * @param checkout as for {@link #load(Path, List)}
   */
  public static List<Scenario> contract(Path checkout) throws ScenarioException, IOException {
    Map<String, byte[]> files = builtIn(checkout);
    files.keySet().removeIf(name -> !name.startsWith(CONTRACT));
    return parse(files);
  }

  /** Reads only the scenarios below the given folders. */
  public static List<Scenario> loadFolders(List<Path> folders)
      throws ScenarioException, IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Path folder : folders) {
      readFolder(folder, null, files);
    }
    return parse(files);
  }

  /** Reads individual files, as {@link #load} does. */
  public static List<Scenario> load(List<Path> files) throws ScenarioException, IOException {
    return parse(read(files));
  }

  /**
   * Reads individual files, which may also use built-in fragments.
   *
   * @param checkout as for {@link #load(Path, List)}
   */
  public static List<Scenario> loadBeside(Path checkout, List<Path> files)
      throws ScenarioException, IOException {
    Fragments builtIn = new Fragments();
    for (Map.Entry<String, byte[]> file : builtIn(checkout).entrySet()) {
      if (file.getKey().startsWith("fragments")) {
        builtIn.add(Yaml.read(file.getKey(), file.getValue()), new FileErrors());
      }
    }
    return parse(read(files), builtIn);
  }

  /**
   * Returns the files themselves, and for each folder the scenario files below it.
   *
   * @throws IOException if a folder cannot be read or contains none
   */
  public static List<Path> files(List<Path> filesAndFolders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path each : filesAndFolders) {
      if (!Files.isDirectory(each)) {
        files.add(each);
        continue;
      }
      List<Path> below = below(each);
      if (below.isEmpty()) {
        throw new IOException("there is no file below " + each + " whose name ends in .yaml");
      }
      files.addAll(below);
    }
    return files;
  }

  private static Map<String, byte[]> read(List<Path> files) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    for (Path file : files) {
      contents.put(file.toString(), Files.readAllBytes(file));
    }
    return contents;
  }

  private static Map<String, byte[]> builtIn(Path checkout) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (checkout != null) {
      readFolder(checkout, checkout, files);
    } else {
      readClassPath(files);
    }
    return files;
  }

  /** Reads the contents of files, given by name. */
  static List<Scenario> parse(Map<String, byte[]> files) throws ScenarioException {
    return parse(files, new Fragments());
  }

  private static List<Scenario> parse(Map<String, byte[]> files, Fragments others)
      throws ScenarioException {
    FileErrors problems = new FileErrors();
    List<Node> roots = new ArrayList<>();
    Fragments fragments = new Fragments();
    // A command spends most of its time here, and the files do not depend on each other.
    List<Read> all =
        files.entrySet().parallelStream()
            .map(file -> read(file.getKey(), file.getValue()))
            .toList();
    for (Read each : all) {
      problems.addAll(each.problems);
      if (each.root.isPresent() && Fragments.is(each.root.get())) {
        fragments.add(each.root.get(), problems);
      } else {
        each.root.ifPresent(roots::add);
      }
    }
    fragments.addMissing(others);
    List<Parsed> parsed = roots.parallelStream().map(root -> parsed(fragments, root)).toList();
    Map<String, Scenario> byId = new TreeMap<>();
    for (Parsed each : parsed) {
      problems.addAll(each.problems);
      Scenario scenario = each.scenario;
      Scenario other = byId.putIfAbsent(scenario.id(), scenario);
      if (other != null && each.problems.isEmpty()) {
        problems.add(
            scenario.place(), "the id %s is taken by %s", scenario.id(), other.place().file());
      }
    }
    if (!problems.isEmpty()) {
      throw new ScenarioException(problems.all());
    }
    return List.copyOf(byId.values());
  }

  /** The result of reading a file: its content, or what is wrong with it. */
  private record Read(Optional<Node> root, List<FileError> problems) {}

  /** A scenario, and what is wrong with it. */
  private record Parsed(Scenario scenario, List<FileError> problems) {}

  private static Parsed parsed(Fragments fragments, Node root) {
    FileErrors problems = new FileErrors();
    Scenario scenario = ScenarioReader.read(fragments.expand(root, problems), problems);
    return new Parsed(scenario, problems.all());
  }

  private static Read read(String file, byte[] content) {
    try {
      return new Read(Optional.of(Yaml.read(file, content)), List.of());
    } catch (ScenarioException e) {
      return new Read(Optional.empty(), e.problems());
    }
  }

  private static void readFolder(Path folder, Path relativeTo, Map<String, byte[]> into)
      throws IOException {
    for (Path path : below(folder)) {
      String name = relativeTo == null ? path.toString() : relativeTo.relativize(path).toString();
      into.put(name, Files.readAllBytes(path));
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder, 6)) {
      return walk.filter(p -> p.toString().endsWith(".yaml") && Files.isRegularFile(p))
          .filter(p -> !folder.relativize(p).startsWith("target"))
          .sorted()
          .toList();
    }
  }

  private static void readClassPath(Map<String, byte[]> into) throws IOException {
    URL url = ScenarioLibrary.class.getClassLoader().getResource(BUILT_IN);
    if (url == null) {
      throw new IOException("the built-in scenarios are missing from the class path");
    }
    try {
      URI uri = url.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          Path root = jar.getPath(BUILT_IN);
          readFolder(root, root, into);
        }
      } else {
        Path root = Path.of(uri);
        readFolder(root, root, into);
      }
    } catch (URISyntaxException e) {
      throw new IOException("the built-in scenarios cannot be found at " + url, e);
    }
  }

  /** Opens a resource next to the built-in scenarios, such as their schema. */
  public static InputStream resource(String name) {
    return ScenarioLibrary.class.getClassLoader().getResourceAsStream(BUILT_IN + "/" + name);
  }
}
