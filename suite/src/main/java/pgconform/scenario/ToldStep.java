package pgconform.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Waits for the answer of the client program to the last command.
 *
 * @param of the command that is answered
 * @param answers the accepted answers
 * @param sqlState the SQLSTATE that an error must have; empty for any
 * @param without a text that the driver's words must not contain; empty for none
 * @param whereOk the steps that follow only if the answer is ok
 * @param within the longest time to wait, unless it is the usual limit
 */
public record ToldStep(
    Place place,
    String name,
    TellStep.Command of,
    List<Answer> answers,
    Optional<Expression> sqlState,
    Optional<Expression> without,
    List<Step> whereOk,
    Optional<Duration> within)
    implements ClientStep {
  /** The answers of a client program. */
  public enum Answer {
    /** It has done what the command asked for. */
    OK,
    /** The driver reports an error. */
    ERROR,
    /** The driver reports that the connection is lost. */
    LOST
  }

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "told",
          "Scenarios about clients: waits for the answer of the client program. Another answer than"
              + " those accepted breaks the requirement, and so do silence and the end of the"
              + " program.",
          f ->
              new ToldStep(
                  f.place(),
                  f.required("told", "What the program calls the connection.", Type.NAME),
                  f.required("of", "What it was told.", Type.word(TellStep.Command.class)),
                  f.required(
                      "is",
                      "The answers that are accepted: `ok`, `error` (the driver reports one),"
                          + " `lost` (it reports that the connection is lost).",
                      Type.some(Type.word(Answer.class))),
                  f.optional("sqlstate", "The SQLSTATE that an error has to have.", StepFields.ANY),
                  f.optional(
                      "without", "A text that the driver's words must not hold.", StepFields.ANY),
                  f.list("where ok", "Steps that follow only where the answer is ok.", Steps.LIST),
                  StepFields.within(f)));

  @Override
  public StepProperties parts() {
    return new StepProperties()
        .uses(name)
        .value(sqlState)
        .value(without)
        .cases(List.of(whereOk))
        .judging();
  }

  @Override
  public String told() {
    return "%s answers %s: %s"
        .formatted(
            name,
            Spelling.written(of),
            answers.stream().map(Spelling::written).collect(Collectors.joining(" or "))
                + sqlState.map(state -> " " + state).orElse("")
                + without.map(text -> ", without \"" + text + "\"").orElse(""));
  }

  @Override
  public List<String> details() {
    List<String> lines = new ArrayList<>();
    if (!whereOk.isEmpty()) {
      lines.add("  where it is ok");
      lines.addAll(Step.told(whereOk, "    "));
    }
    return lines;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.told(this);
  }
}
