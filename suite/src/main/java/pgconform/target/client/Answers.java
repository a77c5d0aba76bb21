package pgconform.target.client;

import java.util.List;
import java.util.Optional;
import pgconform.exchange.ClientProgram;
import pgconform.wire.Text;
import tools.jackson.databind.JsonNode;

/**
 * Checks the form of answers as required by the contract, which is also in {@code
 * client-program.schema.json}.
 */
final class Answers {
  private static final List<String> KINDS = List.of("ok", "error", "lost", "unsupported");
  private static final int SHOWN = 200;

  private Answers() {}

  /** Returns what is wrong with a line, in a clause; empty if nothing is. */
  static Optional<String> fault(JsonNode line) {
    List<String> kinds = KINDS.stream().filter(line::has).toList();
    if (!line.isObject()) {
      return Optional.of("it prints what is no JSON object");
    } else if (!line.path("id").isIntegralNumber()) {
      return Optional.of("it prints an answer without the id of a command");
    } else if (kinds.size() != 1) {
      return Optional.of("its answer has to have one of ok, error, lost and unsupported");
    } else if (line.has("ok") && !line.path("ok").isObject()) {
      return Optional.of("its ok has to be an object, such as {}");
    } else if (line.has("error") && !line.path("error").path("message").isString()) {
      return Optional.of("its error has no message");
    } else if (line.has("lost") && !line.path("lost").isString()) {
      return Optional.of("its lost has to be a text");
    } else if (line.has("unsupported") && !line.path("unsupported").isString()) {
      return Optional.of("its unsupported has to be a text");
    }
    JsonNode rows = line.path("ok").path("rows");
    return rows.isMissingNode() || areRows(rows)
        ? Optional.empty()
        : Optional.of("its rows have to be lists of texts or null");
  }

  private static boolean areRows(JsonNode rows) {
    return rows.isArray()
        && rows.valueStream()
            .allMatch(
                row ->
                    row.isArray()
                        && row.valueStream().allMatch(each -> each.isString() || each.isNull()));
  }

  /** Returns what is wrong with the answer to hello, in a clause; empty if nothing is. */
  static Optional<String> faultOfHello(JsonNode line) {
    JsonNode ok = line.path("ok");
    if (!line.has("ok")) {
      return Optional.of("it answers hello with something else than ok");
    } else if (ok.path("driver").asString("").isBlank()) {
      return Optional.of("its answer to hello has no driver, which names it in reports");
    }
    boolean can =
        ok.path("can").isArray() && ok.path("can").valueStream().allMatch(JsonNode::isString);
    return can
        ? Optional.empty()
        : Optional.of("its answer to hello has no list can of what the driver can");
  }

  /** Returns the answer in a line that has no faults. */
  static ClientProgram.Answer of(JsonNode line) {
    if (line.has("error")) {
      JsonNode error = line.path("error");
      Optional<String> state =
          Optional.of(error.path("sqlstate").asString("")).filter(s -> s.matches("[0-9A-Z]{5}"));
      return new ClientProgram.Answer(
          ClientProgram.Kind.ERROR, state, words(error.path("message")));
    } else if (line.has("lost")) {
      return plain(ClientProgram.Kind.LOST, words(line.path("lost")));
    } else if (line.has("unsupported")) {
      return plain(ClientProgram.Kind.UNSUPPORTED, words(line.path("unsupported")));
    }
    return plain(ClientProgram.Kind.OK, "");
  }

  private static ClientProgram.Answer plain(ClientProgram.Kind kind, String words) {
    return new ClientProgram.Answer(kind, Optional.empty(), words);
  }

  private static String words(JsonNode node) {
    return Text.printable(node.asString("").strip(), SHOWN);
  }
}
