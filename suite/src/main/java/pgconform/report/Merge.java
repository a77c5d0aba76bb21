package pgconform.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Joins the reports of several runs, such as shards or targets, into one. */
public final class Merge {
  private static final List<String> SUMS =
      List.of("connections", "cancels", "cases", "duration_ms");

  private Merge() {}

  /**
   * Writes the joined report into a folder.
   *
   * @param folders of the reports
   * @throws IOException with one sentence, if one of them cannot be read, or two of them have a
   *     result for the same requirement and target
   */
  public static Report merge(List<Path> folders, Path out) throws IOException {
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    ArrayNode targets = JsonNodeFactory.instance.arrayNode();
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    Map<String, JsonNode> names = new HashMap<>();
    Map<String, Path> owners = new HashMap<>();
    Set<String> unmet = new LinkedHashSet<>();
    for (Path folder : folders) {
      JsonNode tree = Report.tree(folder);
      suite(merged, tree.path("suite"));
      for (JsonNode target : tree.path("targets")) {
        target(target, names, targets, folder);
      }
      for (JsonNode result : tree.path("results")) {
        String key = result.path("id").asString("") + " of " + result.path("target").asString("");
        Path other = owners.putIfAbsent(key, folder);
        if (other != null) {
          throw new IOException("%s is in %s and in %s, too".formatted(key, other, folder));
        }
        results.add(result);
      }
      tree.path("unmet").forEach(sentence -> unmet.add(sentence.asString("")));
    }
    merged.set("targets", targets);
    merged.set("results", results);
    if (!unmet.isEmpty()) {
      unmet.forEach(merged.putArray("unmet")::add);
    }
    Files.createDirectories(out);
    Reports.clear(out.resolve("traces"));
    for (Path folder : folders) {
      traces(Files.isDirectory(folder) ? folder : folder.toAbsolutePath().getParent(), out);
    }
    return Reports.write(merged, out);
  }

  private static void suite(ObjectNode merged, JsonNode suite) {
    if (!merged.has("suite")) {
      merged.put("format", Report.FORMAT);
      merged.set("suite", suite.deepCopy());
      return;
    }
    ObjectNode all = (ObjectNode) merged.get("suite");
    for (String sum : SUMS) {
      double total = all.path(sum).asDouble(0) + suite.path(sum).asDouble(0);
      if (sum.equals("duration_ms")) {
        all.put(sum, Math.round(total * 100) / 100.0);
      } else {
        all.put(sum, (long) total);
      }
    }
    if (!all.path("profile").equals(suite.path("profile"))) {
      all.put("profile", "mixed");
    }
    String started = suite.path("started").asString("");
    if (started.compareTo(all.path("started").asString("")) < 0) {
      all.put("started", started);
    }
  }

  /** Shards have the same target; what two servers of the same name are is not to be guessed. */
  private static void target(
      JsonNode target, Map<String, JsonNode> names, ArrayNode targets, Path folder)
      throws IOException {
    String name = target.path("name").asString("");
    JsonNode other = names.putIfAbsent(name, target);
    if (other == null) {
      targets.add(target);
      return;
    }
    for (String field : List.of("product", "version", "profile", "unavailable")) {
      if (!other.path(field).equals(target.path(field))) {
        throw new IOException(
            "the %s of %s is '%s' in %s and '%s' before: these are not parts of one run"
                .formatted(
                    field,
                    name,
                    target.path(field).asString("nothing"),
                    folder,
                    other.path(field).asString("nothing")));
      }
    }
  }

  private static void traces(Path folder, Path out) throws IOException {
    Path traces = folder.resolve("traces");
    if (Files.isDirectory(traces)) {
      Files.createDirectories(out.resolve("traces"));
      try (DirectoryStream<Path> files = Files.newDirectoryStream(traces, "*.{yaml,txt,pcap}")) {
        for (Path file : files) {
          Files.copy(
              file,
              out.resolve("traces").resolve(file.getFileName()),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
