package pgconform.wire;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary messages of servers, of each kind. */
final class BackendMessages {
  /** The limit for decoders that shall accept all of these. */
  static final int LIMIT = 1 << 20;

  private static final String TYPES = "RK23CWGHdcDIEVvnNAtS1sZT";

  /** Those that can stand only in certain places of a stream. */
  private static final Set<Class<?>> PARTICULAR =
      Set.of(
          EncryptionResponse.class,
          ProtocolTwoAuthentication.class,
          ProtocolTwoBackendKeyData.class,
          ProtocolTwoCommandComplete.class,
          ProtocolTwoErrorResponse.class,
          ProtocolTwoReadyForQuery.class,
          UnframedMessage.class);

  static final Map<Class<?>, Arbitrary<BackendMessage>> ALL = all();

  private BackendMessages() {}

  /** All kinds that there are. */
  static Set<Class<?>> kinds() {
    return kinds(BackendMessage.class).collect(Collectors.toSet());
  }

  private static Stream<Class<?>> kinds(Class<?> family) {
    return family.isRecord()
        ? Stream.of(family)
        : Arrays.stream(family.getPermittedSubclasses()).flatMap(BackendMessages::kinds);
  }

  /** Messages of a session of protocol 2.0; the first of them has to show that it is one. */
  static Arbitrary<BackendMessage> ofProtocolTwo() {
    return Arbitraries.oneOf(kinds(ProtocolTwoMessage.class).map(ALL::get).toList());
  }

  /** Messages that can stand anywhere. */
  static Arbitrary<BackendMessage> ordinary() {
    List<Arbitrary<BackendMessage>> arbitraries =
        ALL.entrySet().stream()
            .filter(entry -> !PARTICULAR.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    return Arbitraries.oneOf(arbitraries);
  }

  private static Map<Class<?>, Arbitrary<BackendMessage>> all() {
    Map<Class<?>, Arbitrary<BackendMessage>> all = new HashMap<>();
    just(
        all,
        new AuthenticationOk(),
        new AuthenticationKerberosV5(),
        new AuthenticationCleartextPassword(),
        new AuthenticationGSS(),
        new AuthenticationSSPI(),
        new BindComplete(),
        new CloseComplete(),
        new CopyDone(),
        new EmptyQueryResponse(),
        new NoData(),
        new ParseComplete(),
        new PortalSuspended());
    Arbitrary<Bytes> data = Values.bytesUpTo(0x10000);
    Arbitrary<List<Integer>> int16s = Values.few(Values.int16());
    put(all, AuthenticationMD5Password.class, Values.bytes(4).map(AuthenticationMD5Password::new));
    put(all, AuthenticationGSSContinue.class, data.map(AuthenticationGSSContinue::new));
    put(all, AuthenticationSASLContinue.class, data.map(AuthenticationSASLContinue::new));
    put(all, AuthenticationSASLFinal.class, data.map(AuthenticationSASLFinal::new));
    put(all, AuthenticationSASL.class, Values.few(Values.name()).map(AuthenticationSASL::new));
    put(
        all,
        AuthenticationUnknown.class,
        Combinators.combine(Values.int32().filter(code -> code < 0 || code > 12 || code == 4), data)
            .as(AuthenticationUnknown::new));
    put(
        all,
        BackendKeyData.class,
        Combinators.combine(Values.int32(), data).as(BackendKeyData::new));
    put(all, CommandComplete.class, Values.text().map(CommandComplete::new));
    put(
        all,
        CopyBothResponse.class,
        Combinators.combine(Values.int8(), int16s).as(CopyBothResponse::new));
    put(
        all,
        CopyInResponse.class,
        Combinators.combine(Values.int8(), int16s).as(CopyInResponse::new));
    put(
        all,
        CopyOutResponse.class,
        Combinators.combine(Values.int8(), int16s).as(CopyOutResponse::new));
    put(all, CopyData.class, data.map(CopyData::new));
    put(all, DataRow.class, Values.few(Values.value()).map(DataRow::new));
    put(all, ErrorResponse.class, Values.few(Values.field()).map(ErrorResponse::new));
    put(all, NoticeResponse.class, Values.few(Values.field()).map(NoticeResponse::new));
    put(all, FunctionCallResponse.class, Values.value().map(FunctionCallResponse::new));
    put(
        all,
        NegotiateProtocolVersion.class,
        Combinators.combine(Values.int32(), Values.few(Values.text()))
            .as(NegotiateProtocolVersion::new));
    put(
        all,
        NotificationResponse.class,
        Combinators.combine(Values.int32(), Values.text(), Values.text())
            .as(NotificationResponse::new));
    put(all, ParameterDescription.class, Values.few(Values.int32()).map(ParameterDescription::new));
    put(
        all,
        ParameterStatus.class,
        Combinators.combine(Values.text(), Values.text()).as(ParameterStatus::new));
    put(all, ReadyForQuery.class, Values.int8().map(ReadyForQuery::new));
    put(all, RowDescription.class, Values.few(Values.column()).map(RowDescription::new));
    put(
        all,
        UnknownMessage.class,
        Combinators.combine(Values.int8().filter(type -> TYPES.indexOf(type) < 0), data)
            .as(UnknownMessage::new));
    put(all, MalformedMessage.class, malformed());

    put(
        all,
        EncryptionResponse.class,
        Values.int8().filter(reply -> reply != 'E').map(EncryptionResponse::new));
    put(
        all,
        ProtocolTwoAuthentication.class,
        Arbitraries.integers().between(0, 7).map(ProtocolTwoAuthentication::new));
    put(
        all,
        ProtocolTwoBackendKeyData.class,
        Combinators.combine(Values.int32(), Values.bytes(4)).as(ProtocolTwoBackendKeyData::new));
    put(all, ProtocolTwoCommandComplete.class, Values.text().map(ProtocolTwoCommandComplete::new));
    put(all, ProtocolTwoReadyForQuery.class, Arbitraries.just(new ProtocolTwoReadyForQuery()));
    put(all, ProtocolTwoErrorResponse.class, Values.name().map(ProtocolTwoErrorResponse::new));
    put(
        all,
        UnframedMessage.class,
        Combinators.combine(
                Values.int8(), Values.int32().filter(length -> length < 4 || length > LIMIT))
            .as(UnframedMessage::new));
    return all;
  }

  private static Arbitrary<BackendMessage> malformed() {
    Arbitrary<BackendMessage> unterminated =
        Values.text()
            .map(Bytes::ofText)
            .map(
                body ->
                    new MalformedMessage('C', body.size() + 4, body, "a string has no terminator"));
    Arbitrary<BackendMessage> surplus =
        Combinators.combine(Arbitraries.of('1', 'n', 'c'), Values.bytes())
            .as(
                (type, body) ->
                    body.isEmpty()
                        ? new MalformedMessage('Z', 4, body, "ends inside a byte")
                        : new MalformedMessage(
                            type,
                            body.size() + 4,
                            body,
                            body.size() == 1
                                ? "a surplus byte at the end"
                                : body.size() + " surplus bytes at the end"));
    Arbitrary<BackendMessage> shortened =
        Combinators.combine(
                Arbitraries.of('K', 'R', 'v', 'A', 'V'),
                Values.bytes(3),
                Arbitraries.integers().between(0, 3))
            .as(
                (type, body, size) ->
                    new MalformedMessage(
                        type, size + 4, body.slice(0, size), "ends inside an Int32"));
    return Arbitraries.oneOf(unterminated, surplus, shortened);
  }

  private static void just(
      Map<Class<?>, Arbitrary<BackendMessage>> all, BackendMessage... messages) {
    for (BackendMessage message : messages) {
      put(all, message.getClass(), Arbitraries.just(message));
    }
  }

  private static void put(
      Map<Class<?>, Arbitrary<BackendMessage>> all,
      Class<?> kind,
      Arbitrary<? extends BackendMessage> arbitrary) {
    all.put(kind, arbitrary.map(message -> message));
  }
}
