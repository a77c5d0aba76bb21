package pgconform.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary messages of clients, of each kind. */
final class FrontendMessages {
  /** The limit for decoders that shall accept all of these. */
  static final int LIMIT = 1 << 20;

  private static final int REQUESTS = 1234 << 16;
  private static final String TYPES = "BCdcfDEHFPpQSX";

  private static final Set<Class<?>> REQUEST_KINDS =
      Set.of(
          CancelRequest.class, GSSENCRequest.class, SSLRequest.class, RequestWithUnknownCode.class);

  private static final Set<Class<?>> PARTICULAR =
      Set.of(StartupMessage.class, ProtocolTwoStartupMessage.class, FrontendUnframed.class);

  static final Map<Class<?>, Arbitrary<FrontendMessage>> ALL = all();

  private FrontendMessages() {}

  /** Packets without a type byte behind which another one can stand. */
  static Arbitrary<FrontendMessage> requests() {
    return Arbitraries.oneOf(
        ALL.entrySet().stream()
            .filter(entry -> REQUEST_KINDS.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  /** Messages with a type byte. */
  static Arbitrary<FrontendMessage> typed() {
    return Arbitraries.oneOf(
        ALL.entrySet().stream()
            .filter(
                entry ->
                    !REQUEST_KINDS.contains(entry.getKey()) && !PARTICULAR.contains(entry.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  /** How a decoder has to read a message of type 'p'. */
  static Optional<PasswordKind> passwordKind(FrontendMessage message) {
    if (message instanceof SASLInitialResponse) {
      return Optional.of(PasswordKind.SASL_INITIAL);
    }
    if (message instanceof SASLResponse) {
      return Optional.of(PasswordKind.SASL);
    }
    if (message instanceof GSSResponse) {
      return Optional.of(PasswordKind.GSS);
    }
    return message.type() == PasswordKind.TYPE
        ? Optional.of(PasswordKind.PASSWORD)
        : Optional.empty();
  }

  private static Map<Class<?>, Arbitrary<FrontendMessage>> all() {
    Map<Class<?>, Arbitrary<FrontendMessage>> all = new HashMap<>();
    just(
        all,
        new CopyDone(),
        new Flush(),
        new GSSENCRequest(),
        new SSLRequest(),
        new Sync(),
        new Terminate());
    Arbitrary<Bytes> data = Values.bytesUpTo(0x10000);
    Arbitrary<Character> target = Values.int8().map(octet -> (char) octet.intValue());
    Arbitrary<List<Integer>> int16s = Values.few(Values.int16());
    Arbitrary<List<Optional<Bytes>>> values = Values.few(Values.value());
    put(
        all,
        Bind.class,
        Combinators.combine(Values.text(), Values.text(), int16s, values, int16s).as(Bind::new));
    put(all, CancelRequest.class, Combinators.combine(Values.int32(), data).as(CancelRequest::new));
    put(all, Close.class, Combinators.combine(target, Values.text()).as(Close::new));
    put(all, CopyData.class, data.map(CopyData::new));
    put(all, CopyFail.class, Values.text().map(CopyFail::new));
    put(all, Describe.class, Combinators.combine(target, Values.text()).as(Describe::new));
    put(all, Execute.class, Combinators.combine(Values.text(), Values.int32()).as(Execute::new));
    put(
        all,
        FunctionCall.class,
        Combinators.combine(Values.int32(), int16s, values, Values.int16()).as(FunctionCall::new));
    put(all, GSSResponse.class, data.map(GSSResponse::new));
    put(
        all,
        Parse.class,
        Combinators.combine(Values.text(), Values.text(), Values.few(Values.int32()))
            .as(Parse::new));
    put(all, PasswordMessage.class, Values.text().map(PasswordMessage::new));
    put(all, Query.class, Values.text().map(Query::new));
    put(
        all,
        SASLInitialResponse.class,
        Combinators.combine(Values.text(), Values.value()).as(SASLInitialResponse::new));
    put(all, SASLResponse.class, data.map(SASLResponse::new));
    put(all, StartupMessage.class, startup());
    put(
        all,
        ProtocolTwoStartupMessage.class,
        Combinators.combine(ascii(64), ascii(32)).as(ProtocolTwoStartupMessage::new));
    put(
        all,
        RequestWithUnknownCode.class,
        Combinators.combine(
                Arbitraries.integers().between(0, 0xffff).filter(c -> c < 5678 || c > 5680), data)
            .as((code, rest) -> new RequestWithUnknownCode(REQUESTS | code, rest)));
    put(
        all,
        FrontendUnknown.class,
        Combinators.combine(Values.int8().filter(type -> TYPES.indexOf(type) < 0), data)
            .as(FrontendUnknown::new));
    put(all, FrontendMalformed.class, malformed());
    put(
        all,
        FrontendUnframed.class,
        Combinators.combine(
                Values.int8(), Values.int32().filter(length -> length < 4 || length > LIMIT))
            .as(FrontendUnframed::new));
    return all;
  }

  private static Arbitrary<String> ascii(int most) {
    return Arbitraries.strings().withCharRange('!', '~').ofMaxLength(most);
  }

  private static Arbitrary<FrontendMessage> startup() {
    Arbitrary<Integer> half = Arbitraries.integers().between(0, 0xffff);
    Arbitrary<ProtocolVersion> version =
        Arbitraries.oneOf(
            Arbitraries.of(ProtocolVersion.V3_0, ProtocolVersion.V3_2),
            Combinators.combine(half.filter(major -> major != 1234), half)
                .as(ProtocolVersion::new)
                .filter(v -> v.code() != ProtocolTwoStartupMessage.CODE));
    Arbitrary<Parameter> parameter =
        Combinators.combine(Values.name(), Values.text()).as(Parameter::new);
    return Combinators.combine(version, Values.few(parameter)).as(StartupMessage::new);
  }

  private static Arbitrary<FrontendMessage> malformed() {
    return Values.text()
        .map(Bytes::ofText)
        .flatMap(
            body ->
                Arbitraries.of('Q', 'f', 'p')
                    .map(
                        type ->
                            new FrontendMalformed(
                                type, body.size() + 4, body, "a string has no terminator")));
  }

  private static void just(
      Map<Class<?>, Arbitrary<FrontendMessage>> all, FrontendMessage... messages) {
    for (FrontendMessage message : messages) {
      put(all, message.getClass(), Arbitraries.just(message));
    }
  }

  private static void put(
      Map<Class<?>, Arbitrary<FrontendMessage>> all,
      Class<?> kind,
      Arbitrary<? extends FrontendMessage> arbitrary) {
    all.put(kind, arbitrary.map(message -> message));
  }
}
