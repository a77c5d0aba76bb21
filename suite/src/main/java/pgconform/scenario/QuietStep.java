package pgconform.scenario;

import java.util.Optional;

/**
 * Waits to see whether something happens that must not.
 *
 * @param name the connection on which nothing may come; empty for a connection that nobody may open
 * @param unanswered the command that the program may not answer yet; then the name is the program's
 * @param time the time to wait
 */
public record QuietStep(
    Place place, String name, Optional<TellStep.Command> unanswered, Expression time)
    implements ClientStep {
  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "quiet",
          "Scenarios about clients and proxies: for so long, nothing comes on a connection, or the"
              + " program does not answer what it was told. What comes all the same breaks the"
              + " requirement. At the backend of a proxy, a session may end.",
          f ->
              new QuietStep(
                  f.place(),
                  f.required(
                      "quiet",
                      "The connection; with `unanswered`, what the program calls it.",
                      Type.NAME),
                  f.optional(
                      "unanswered",
                      "The command that the program does not answer yet.",
                      Type.word(TellStep.Command.class)),
                  time(f)));

  static final MappingSchema<Step> NOBODY =
      MappingSchema.step(
          "no connection",
          "Scenarios about clients: for so long, the client opens no further connection. Scenarios"
              + " about proxies: for so long, no CancelRequest comes to the backend.",
          f ->
              new QuietStep(
                  f.place(),
                  "",
                  Optional.empty(),
                  f.required("no connection", "How long, such as `500ms`.", StepFields.TIME)));

  private static Expression time(MappingReader f) {
    return f.required("for", "How long, such as `500ms`.", StepFields.TIME);
  }

  @Override
  public StepProperties parts() {
    StepProperties parts = new StepProperties().values(time).judging();
    return name.isEmpty() ? parts : parts.uses(name);
  }

  @Override
  public String told() {
    if (name.isEmpty()) {
      return "for %s, no further connection comes".formatted(time);
    }
    return unanswered
        .map(
            command ->
                "for %s, %s does not answer %s".formatted(time, name, Spelling.written(command)))
        .orElseGet(() -> "for %s, nothing comes on %s".formatted(time, name));
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.quiet(this);
  }
}
