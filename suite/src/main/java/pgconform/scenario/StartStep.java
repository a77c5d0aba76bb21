package pgconform.scenario;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Starts sessions, up to the first ReadyForQuery, as a well-behaved client does.
 *
 * @param times the number of sessions; with more than one, the name means all of them
 * @param as the login of the target that is used
 */
public record StartStep(
    Place place,
    String name,
    Expression over,
    Expression times,
    String as,
    Expression protocol,
    List<Parameter> parameters)
    implements Step {
  /** A parameter of the StartupMessage. */
  public record Parameter(Expression name, Expression value) {}

  private static final Type<List<Type.Named<Expression>>> NAMED =
      Type.entries(
          Type.orElse(
              Type.single(Type.VALUE, (text, field, problems) -> ExpressionParser.parse(text)),
              "a parameter has a single value"));

  private static final Type<List<Parameter>> PARAMETERS =
      new Type<>(
          Type.json(
              "oneOf",
              List.of(Type.json("type", "string", "pattern", "^\\$").get(), NAMED.schema())),
          (node, field, problems) -> {
            if (node instanceof Node.Scalar all
                && ExpressionParser.parse(all) instanceof Expression.Variable variable) {
              return List.of(new Parameter(variable, variable));
            }
            return NAMED.read(node, field, problems).stream()
                .map(p -> new Parameter(ExpressionParser.parse(p.key()), p.value()))
                .toList();
          });

  static final MappingSchema<Step> FORM =
      MappingSchema.step(
          "start",
          "Starts a session as a well-behaved client does, up to the first ReadyForQuery. A server"
              + " that opens none breaks the requirement.",
          f ->
              new StartStep(
                  f.place(),
                  f.required("start", "The name of the new session.", Type.NEW_CONNECTION),
                  StepFields.over(f, USUAL),
                  StepFields.times(f),
                  StepFields.login(f),
                  f.optional(
                      "protocol", "The protocol version to ask for.", StepFields.VERSION, "3.0"),
                  f.list(
                      "parameters",
                      "Further parameters of the StartupMessage: names with values, or a"
                          + " variable with `parameters` or `protocol options`.",
                      PARAMETERS)));

  @Override
  public StepProperties parts() {
    return with(
        new StepProperties()
            .judging()
            .opens(name)
            .over(over)
            .values(times, protocol)
            .login(place, as));
  }

  @Override
  public String told() {
    return "start %ssession %s over %s, protocol %s%s%s"
        .formatted(
            StepFields.told(times, n -> n + " times "),
            name,
            StepFields.told(over),
            protocol,
            as.equals(Capability.DEFAULT_LOGIN) ? "" : ", as the %s login".formatted(as),
            parameters.isEmpty()
                ? ""
                : parameters.stream()
                    .map(p -> p.name() + "=" + p.value())
                    .collect(Collectors.joining(", ", ", with ", "")));
  }

  private StepProperties with(StepProperties parts) {
    parameters.forEach(p -> parts.values(p.name(), p.value()));
    return parts;
  }

  @Override
  public <X extends Exception> void accept(Steps.Visitor<X> visitor) throws X {
    visitor.start(this);
  }
}
