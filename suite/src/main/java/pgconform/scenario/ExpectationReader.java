package pgconform.scenario;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads expectations files: a list of entries, each starting on a separate line with a dash. The
 * list may be the value of {@code expectations}, after the version of the catalogue.
 */
public final class ExpectationReader {
  private static final String WHAT = "an expectation";

  private static final Type<ReleaseRange> VERSIONS =
      Type.single(Type.textSchema(), ExpectationReader::versions);
  private static final Type<LocalDate> DATE =
      Type.single(Type.textSchema(), ExpectationReader::date);

  /** The fields of a file that contains more than its entries. */
  private static final List<String> FIELDS = List.of("catalogue", "expectations");

  /** The version of the catalogue for files that do not name one. */
  private static final int FIRST = 1;

  private final List<String> lines;
  private final FileErrors problems = new FileErrors();

  private ExpectationReader(List<String> lines) {
    this.lines = lines;
  }

  /**
   * Reads the entries of a file, in its order; none if it contains only comments.
   *
   * @throws ScenarioException with all faults found
   */
  public static ExpectationFile read(String file, byte[] content) throws ScenarioException {
    return read(file, content, entry -> Optional.empty());
  }

  /**
   * Reads the entries of a file, in its order; none if it contains only comments.
   *
   * @param mistake returns in one sentence what else is wrong with an entry; a file that has only
   *     such mistakes is read completely
   * @throws ScenarioException with all faults found, and all mistakes
   */
  public static ExpectationFile read(
      String file, byte[] content, Function<Expectation, Optional<String>> mistake)
      throws ScenarioException {
    String text = new String(content, java.nio.charset.StandardCharsets.UTF_8);
    if (text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
      return new ExpectationFile(FIRST, List.of());
    }
    ExpectationReader reader = new ExpectationReader(text.lines().toList());
    ExpectationFile read = reader.file(Yaml.read(file, content));
    if (!reader.problems.isEmpty()) {
      for (Expectation entry : read.entries()) {
        mistake.apply(entry).ifPresent(says -> reader.problems.add(entry.place(), "%s", says));
      }
      throw new ScenarioException(reader.problems.all());
    }
    return read;
  }

  private ExpectationFile file(Node root) {
    if (!(root instanceof Node.Mapping mapping)
        || mapping.entries().stream().noneMatch(entry -> FIELDS.contains(entry.key().text()))) {
      return new ExpectationFile(FIRST, entries(root));
    }
    MappingReader fields = new MappingReader(root, "an expectations file", problems);
    int catalogue =
        fields.optional("catalogue", "", ScenarioReader.CATALOGUE_VERSION, String.valueOf(FIRST));
    List<Expectation> entries =
        fields.optional("expectations", "", Type.NODE).map(this::entries).orElse(List.of());
    fields.finish();
    // Rewriting the file works line by line.
    for (int i = 0; i < mapping.entries().size(); i++) {
      Node.Scalar key = mapping.entries().get(i).key();
      boolean own = line(key).startsWith(key.text() + ":") && !line(key).contains("{");
      if (FIELDS.contains(key.text()) && (!own || FIELDS.indexOf(key.text()) < i)) {
        problems.add(
            key.place(),
            "'catalogue' and then 'expectations' stand in lines of their own, without quotes");
      }
    }
    return new ExpectationFile(catalogue, entries);
  }

  private String line(Node node) {
    return lines.get(node.place().line() - 1);
  }

  private List<Expectation> entries(Node node) {
    List<Expectation> entries = new ArrayList<>();
    if (node instanceof Node.Sequence sequence) {
      for (Node item : sequence.items()) {
        if (!line(item).strip().startsWith("-")) {
          problems.add(item.place(), "each entry begins with a dash in a line of its own");
        }
        entries.add(entry(item));
      }
    } else if (!(node instanceof Node.Scalar scalar && scalar.isNothing())) {
      problems.add(node.place(), "expectations are a list (- id: ...), not %s", node.kind());
    }
    return List.copyOf(entries);
  }

  private Expectation entry(Node node) {
    MappingReader fields = new MappingReader(node, WHAT, problems);
    List<String> ids = fields.required("id", "", Type.some(Type.TEXT));
    List<String> targets = fields.list("target", "", Type.some(Type.TEXT));
    Set<OutcomeRule.Judgement> verdicts = EnumSet.noneOf(OutcomeRule.Judgement.class);
    verdicts.addAll(fields.required("verdict", "", Type.some(OutcomeRule.WORD)));
    Optional<String> signature = fields.optional("signature", "", Type.TEXT);
    if (!fields.has("reason")) {
      fields.lacks("reason", WHAT + " needs a field 'reason': a sentence, or the URL of an issue");
    }
    String reason = fields.optional("reason", "", Type.NAME).orElse("");
    Optional<ReleaseRange> versions = fields.optional("versions", "", VERSIONS);
    Optional<LocalDate> expires = fields.optional("expires", "", DATE);
    fields.finish();
    return new Expectation(
        fields.place(), ids, targets, verdicts, signature, reason, versions, expires);
  }

  private static ReleaseRange versions(Node.Scalar text, String field, FileErrors problems) {
    Optional<ReleaseRange> versions = ReleaseRange.parse(text.text());
    if (versions.isEmpty()) {
      problems.add(
          text.place(),
          "%s",
          ReleaseRange.emptiness(text.text())
              .orElse(
                  "'versions' takes releases such as '< 14' or '13.0 - 13.9', not '%s'"
                      .formatted(text.text())));
    }
    return versions.orElse(new ReleaseRange(text.text(), List.of()));
  }

  private static LocalDate date(Node.Scalar text, String field, FileErrors problems) {
    try {
      return LocalDate.parse(text.text());
    } catch (DateTimeParseException e) {
      problems.add(text.place(), "'expires' takes a day such as 2027-01-31, not '%s'", text.text());
      return LocalDate.MAX;
    }
  }
}
