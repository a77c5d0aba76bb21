package pgconform.report;

import static java.util.Map.entry;

import java.util.Map;
import java.util.function.Consumer;
import pgconform.wire.CancelRequest;

/**
 * What stands in which message behind its length word, in the order of the documentation's Message
 * Formats. Formats are found by the octets, not by what a message was taken for, so that one which
 * is not as it should be is shown as far as it is.
 */
final class MessageFormats {
  private static final Map<Character, Consumer<OctetFields>> FRONTEND =
      Map.ofEntries(
          entry(
              'B',
              m ->
                  m.string("portal")
                      .string("statement")
                      .list("parameter formats", each -> each.int16("format"))
                      .list("parameters", each -> each.value("parameter"))
                      .list("result formats", each -> each.int16("format"))),
          entry('C', m -> m.letter("target").string("name")),
          entry('d', m -> m.rest("data")),
          entry('c', m -> {}),
          entry('f', m -> m.string("message")),
          entry('D', m -> m.letter("target").string("name")),
          entry('E', m -> m.string("portal").int32("maximum of rows")),
          entry('H', m -> {}),
          entry(
              'F',
              m ->
                  m.int32("function")
                      .list("argument formats", each -> each.int16("format"))
                      .list("arguments", each -> each.value("argument"))
                      .int16("result format")),
          entry(
              'P',
              m ->
                  m.string("statement")
                      .string("query")
                      .list("parameter types", each -> each.int32("type"))),
          entry('Q', m -> m.string("query")),
          entry('S', m -> {}),
          entry('X', m -> {}));

  private static final Map<Character, Consumer<OctetFields>> BACKEND =
      Map.ofEntries(
          entry('R', MessageFormats::authentication),
          entry('K', m -> m.int32("process ID").rest("secret key")),
          entry('2', m -> {}),
          entry('3', m -> {}),
          entry('C', m -> m.string("tag")),
          entry('d', m -> m.rest("data")),
          entry('c', m -> {}),
          entry('G', MessageFormats::copy),
          entry('H', MessageFormats::copy),
          entry('W', MessageFormats::copy),
          entry('D', m -> m.list("values", each -> each.value("value"))),
          entry('I', m -> {}),
          entry('E', MessageFormats::diagnostic),
          entry('V', m -> m.value("result")),
          entry('v', MessageFormats::negotiation),
          entry('n', m -> {}),
          entry('N', MessageFormats::diagnostic),
          entry('A', m -> m.int32("process ID").string("channel").string("payload")),
          entry('t', m -> m.list("parameters", each -> each.int32("type"))),
          entry('S', m -> m.string("name").string("value")),
          entry('1', m -> {}),
          entry('s', m -> {}),
          entry('Z', m -> m.letter("status")),
          entry('T', m -> m.list("columns", MessageFormats::column)));

  private MessageFormats() {}

  /**
   * Reads what stands behind the length word.
   *
   * @param type the type byte; negative for none
   */
  static Consumer<OctetFields> of(int type, boolean frontend) {
    if (type < 0) {
      return MessageFormats::untyped;
    }
    Map<Character, Consumer<OctetFields>> formats = frontend ? FRONTEND : BACKEND;
    return formats.getOrDefault((char) type, m -> m.rest("body"));
  }

  /** What opens a connection is told apart by its first Int32. */
  private static void untyped(OctetFields m) {
    int code = m.peekInt32();
    if (code == CancelRequest.CODE) {
      m.int32("code").int32("process ID").rest("secret key");
    } else if (code >>> 16 == CancelRequest.CODE >>> 16) {
      m.int32("code");
    } else if (code >>> 16 == 2) {
      m.version("version").rest("fields of fixed size");
    } else {
      m.version("version").untilZero(each -> each.string("name").string("value"));
    }
  }

  private static void authentication(OctetFields m) {
    int code = m.peekInt32();
    m.int32("code");
    if (code == 5) {
      m.bytes("salt", 4);
    } else if (code == 10) {
      m.untilZero(each -> each.string("mechanism"));
    } else {
      m.rest("data");
    }
  }

  private static void copy(OctetFields m) {
    m.int8("format").list("column formats", each -> each.int16("format"));
  }

  private static void diagnostic(OctetFields m) {
    m.untilZero(each -> each.letter("code").string("text"));
  }

  private static void negotiation(OctetFields m) {
    m.version("newest version");
    int count = m.peekInt32();
    m.int32("count of options").times(count, each -> each.string("option"));
  }

  private static void column(OctetFields m) {
    m.string("name")
        .int32("table")
        .int16("attribute")
        .int32("type")
        .int16("type size")
        .int32("type modifier")
        .int16("format");
  }
}
