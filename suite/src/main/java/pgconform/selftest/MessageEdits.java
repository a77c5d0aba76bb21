package pgconform.selftest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ErrorResponse;
import pgconform.wire.Field;
import pgconform.wire.NoticeResponse;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/** Inspects and changes messages for faults. */
final class MessageEdits {
  private MessageEdits() {}

  static NoticeResponse notice(String sqlState, String message) {
    return new NoticeResponse(ErrorResponse.of("NOTICE", sqlState, message).fields());
  }

  /** Returns the error with another value of some fields. */
  static ErrorResponse with(ErrorResponse error, String codes, String value) {
    return new ErrorResponse(
        error.fields().stream()
            .map(f -> codes.indexOf(f.code()) >= 0 ? new Field(f.code(), value) : f)
            .toList());
  }

  /** Returns the error without some fields. */
  static ErrorResponse without(ErrorResponse error, String codes) {
    return new ErrorResponse(
        error.fields().stream().filter(f -> codes.indexOf(f.code()) < 0).toList());
  }

  static boolean isCancel(ErrorResponse error) {
    return error.sqlState().orElse("").equals("57014");
  }

  static boolean isFatal(ErrorResponse error) {
    return error.severity().orElse("").equals("FATAL");
  }

  static String parameter(StartupMessage message, String name) {
    return message == null
        ? ""
        : message.parameters().stream()
            .filter(p -> p.name().equals(name))
            .map(Parameter::value)
            .findFirst()
            .orElse("");
  }

  /** Returns the message without some of its parameters. */
  static StartupMessage without(StartupMessage message, Predicate<String> names) {
    return with(
        message,
        list -> {
          list.removeIf(p -> names.test(p.name()));
          return list;
        });
  }

  /** Returns the message with other parameters. */
  static StartupMessage with(StartupMessage message, UnaryOperator<List<Parameter>> change) {
    return new StartupMessage(
        message.version(), change.apply(new ArrayList<>(message.parameters())));
  }

  /** Returns the message with another version. */
  static StartupMessage under(StartupMessage message, ProtocolVersion version) {
    return new StartupMessage(version, message.parameters());
  }

  /** Returns four octets, the highest first. */
  static Bytes int32(int value) {
    return Bytes.of(ByteBuffer.allocate(4).putInt(value).array());
  }

  /** Returns a key of the same size that ends with these octets, after zeros. */
  static Bytes sized(BackendKeyData key, Bytes end) {
    int size = key.secretKey().size();
    return Bytes.of(new byte[size - end.size()]).plus(end);
  }
}
