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

  private final List<Problem> problems = new ArrayList<>();

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
          reader.problem(item.place(), "each entry begins with a dash in a line of its own");
        }
        entries.add(reader.entry(item));
      }
    } else {
      reader.problem(
          root.place(), "expectations are a list (- id: ...), not %s".formatted(root.kind()));
    }
    if (!reader.problems.isEmpty()) {
      throw new ScenarioException(reader.problems);
    }
    return List.copyOf(entries);
  }

  private void problem(Place place, String message) {
    problems.add(new Problem(place, message));
  }

  private Expectation entry(Node node) {
    Fields fields = new Fields(node, WHAT, problems);
    fields.required("id");
    fields.required("verdict");
    List<String> ids = fields.someTexts("id");
    List<String> targets = fields.someTexts("target");
    Set<OutcomeRule.Judgement> verdicts = EnumSet.noneOf(OutcomeRule.Judgement.class);
    for (Node.Scalar word : fields.scalars("verdict")) {
      verdicts.add(
          fields.word(word, "verdict", OutcomeRule.Judgement.class, OutcomeRule.Judgement.FAIL));
    }
    Optional<String> signature = fields.scalar("signature").map(Node.Scalar::text);
    if (!fields.has("reason")) {
      problem(fields.place(), WHAT + " needs a field 'reason': a sentence, or the URL of an issue");
    }
    String reason = fields.text("reason", "");
    if (fields.has("reason") && reason.isBlank()) {
      problem(fields.node("reason").orElseThrow().place(), "'reason' is empty");
    }
    Optional<Servers> versions = fields.scalar("versions").flatMap(this::versions);
    Optional<LocalDate> expires = fields.scalar("expires").flatMap(this::date);
    fields.finish();
    return new Expectation(
        fields.place(), ids, targets, verdicts, signature, reason, versions, expires);
  }

  private Optional<Servers> versions(Node.Scalar scalar) {
    Optional<Servers> versions = Servers.parse(scalar.text());
    if (versions.isEmpty()) {
      problem(
          scalar.place(),
          "'versions' takes releases such as '< 14' or '13.0 - 13.9', not '%s'"
              .formatted(scalar.text()));
    }
    return versions;
  }

  private Optional<LocalDate> date(Node.Scalar scalar) {
    try {
      return Optional.of(LocalDate.parse(scalar.text()));
    } catch (DateTimeParseException e) {
      problem(
          scalar.place(),
          "'expires' takes a day such as 2027-01-31, not '%s'".formatted(scalar.text()));
      return Optional.empty();
    }
  }
}
