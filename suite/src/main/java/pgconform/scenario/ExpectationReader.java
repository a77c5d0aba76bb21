package pgconform.scenario;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads expectations files: a list of entries, each at a line of its own that begins with a dash.
 */
public final class ExpectationReader {
  private static final String WHAT = "an expectation";

  private static final Type<Servers> VERSIONS =
      Type.single(Type.textSchema(), ExpectationReader::versions);
  private static final Type<LocalDate> DATE =
      Type.single(Type.textSchema(), ExpectationReader::date);

  private final Problems problems = new Problems();

  private ExpectationReader() {}

  /**
   * The entries of a file, in its order; none if it holds nothing but comments.
   *
   * @throws ScenarioException with all faults found
   */
  public static List<Expectation> read(String file, byte[] content) throws ScenarioException {
    String text = new String(content, java.nio.charset.StandardCharsets.UTF_8);
    if (text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"))) {
      return List.of();
    }
    Node root = Yaml.read(file, content);
    ExpectationReader reader = new ExpectationReader();
    List<Expectation> entries = new ArrayList<>();
    if (root instanceof Node.Sequence sequence) {
      List<String> lines = text.lines().toList();
      for (Node item : sequence.items()) {
        String line = lines.get(item.place().line() - 1).strip();
        if (!line.startsWith("-")) {
          reader.problems.add(item.place(), "each entry begins with a dash in a line of its own");
        }
        entries.add(reader.entry(item));
      }
    } else {
      reader.problems.add(root.place(), "expectations are a list (- id: ...), not %s", root.kind());
    }
    if (!reader.problems.isEmpty()) {
      throw new ScenarioException(reader.problems.all());
    }
    return List.copyOf(entries);
  }

  private Expectation entry(Node node) {
    Fields fields = new Fields(node, WHAT, problems);
    List<String> ids = fields.required("id", "", Type.some(Type.TEXT));
    List<String> targets = fields.list("target", "", Type.some(Type.TEXT));
    Set<OutcomeRule.Judgement> verdicts = EnumSet.noneOf(OutcomeRule.Judgement.class);
    verdicts.addAll(fields.required("verdict", "", Type.some(OutcomeRule.WORD)));
    Optional<String> signature = fields.optional("signature", "", Type.TEXT);
    if (!fields.has("reason")) {
      problems.add(
          fields.place(), WHAT + " needs a field 'reason': a sentence, or the URL of an issue");
    }
    String reason = fields.optional("reason", "", Type.NAME).orElse("");
    Optional<Servers> versions = fields.optional("versions", "", VERSIONS);
    Optional<LocalDate> expires = fields.optional("expires", "", DATE);
    fields.finish();
    return new Expectation(
        fields.place(), ids, targets, verdicts, signature, reason, versions, expires);
  }

  private static Servers versions(Node.Scalar text, String field, Problems problems) {
    Optional<Servers> versions = Servers.parse(text.text());
    if (versions.isEmpty()) {
      problems.add(
          text.place(),
          "'versions' takes releases such as '< 14' or '13.0 - 13.9', not '%s'",
          text.text());
    }
    return versions.orElse(new Servers(text.text(), List.of()));
  }

  private static LocalDate date(Node.Scalar text, String field, Problems problems) {
    try {
      return LocalDate.parse(text.text());
    } catch (DateTimeParseException e) {
      problems.add(text.place(), "'expires' takes a day such as 2027-01-31, not '%s'", text.text());
      return LocalDate.MAX;
    }
  }
}
