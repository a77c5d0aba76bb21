package pgconform.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import pgconform.link.Deadline;
import pgconform.link.ServerTls;
import pgconform.session.ServerSettings;
import pgconform.session.ServerStartUp;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.CancelRequest;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.Message;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/** Serves sessions with simple queries as PostgreSQL does, as far as its {@link Rules} allow. */
public final class PostgresLike implements Script {
  private static final Duration LONG = Duration.ofHours(1);
  private static final int KEY_SIZE = 4;
  private static final int KEY_SIZE_OF_3_2 = 32;

  private final Rules rules;
  private final Locks locks = new Locks();
  private final Answers answers;
  private final Set<Backend> backends = ConcurrentHashMap.newKeySet();

  /** A server with these rules, which may change as long as nobody has connected. */
  public PostgresLike(Rules rules) {
    this.rules = rules;
    this.answers = new Answers(locks, rules);
  }

  /** Starts a server that keeps all rules. */
  public static ScriptedServer start() {
    return start(new Rules());
  }

  /** Starts a server that breaks one rule. */
  public static ScriptedServer start(Fault fault) {
    return start(new Rules().breaking(fault));
  }

  /** Starts a server with these rules. */
  public static ScriptedServer start(Rules rules) {
    return ScriptedServer.start(new PostgresLike(rules));
  }

  @Override
  public void serve(Peer peer) throws IOException {
    ServerStartUp startUp = new ServerStartUp(peer.link(), settings(), Deadline.in(LONG));
    Message packet =
        rules.usesPlaintextBehindSslRequest
            ? firstPacketKeepingPlaintext(peer)
            : startUp.firstPacket().orElse(null);
    if (packet instanceof CancelRequest request) {
      cancel(request);
      rules.afterCancel.serve(peer);
    } else if (packet instanceof StartupMessage request) {
      Optional<ProtocolVersion> version = startUp.negotiate(request);
      if (version.isPresent()) {
        session(peer, request, version.get());
      }
    }
  }

  private ServerSettings settings() {
    ServerSettings plain = new ServerSettings();
    return rules.answerToSslRequest == 'S'
        ? plain.with(new ServerTls(TestCertificate.server()))
        : plain;
  }

  private static Message firstPacketKeepingPlaintext(Peer peer) throws IOException {
    FrontendMessage message = peer.next();
    if (message instanceof SSLRequest) {
      peer.send(new EncryptionResponse('S'));
      peer.startTlsKeepingPlaintext();
      message = peer.next();
    }
    return message;
  }

  private void cancel(CancelRequest request) {
    for (Backend backend : backends) {
      if (rules.cancels && rules.isFor.test(request, backend)) {
        locks.cancel(backend);
      }
    }
  }

  private void session(Peer peer, StartupMessage request, ProtocolVersion version)
      throws IOException {
    if (!rules.logIns.getOrDefault(user(request), LogIn.TRUST).admit(peer, user(request))) {
      return;
    }
    int keySize = version.minor() >= ProtocolVersion.V3_2.minor() ? KEY_SIZE_OF_3_2 : KEY_SIZE;
    Backend backend = new Backend(rules.processId.getAsInt(), rules.secretKey.apply(keySize));
    backends.add(backend);
    try {
      List<BackendMessage> messages = new ArrayList<>();
      messages.add(new AuthenticationOk());
      messages.addAll(rules.introduction.of(backend, rules));
      peer.send(messages.toArray(BackendMessage[]::new));
      queries(peer, backend);
    } finally {
      backends.remove(backend);
      rules.ended.accept(backend);
      locks.unlockAll(backend);
    }
  }

  private static String user(StartupMessage request) {
    return request.parameters().stream()
        .filter(p -> p.name().equals("user"))
        .map(Parameter::value)
        .findFirst()
        .orElse("");
  }

  private void queries(Peer peer, Backend backend) throws IOException {
    for (FrontendMessage message = peer.next();
        message != null && !(message instanceof Terminate);
        message = peer.next()) {
      if (!(message instanceof Query query)) {
        peer.send(Rows.error("FATAL", "08P01", "this server knows simple queries only"));
        return;
      }
      List<BackendMessage> messages = new ArrayList<>();
      boolean fatal = false;
      locks.begin(backend);
      try {
        messages.addAll(answers.to(query.query(), backend));
      } catch (Cancelled e) {
        messages.add(rules.cancelled.get());
        fatal = rules.cancelled.get().severity().orElse("").equals("FATAL");
      } finally {
        locks.end(backend);
      }
      if (fatal) {
        peer.send(messages.toArray(BackendMessage[]::new));
        return;
      }
      messages.addAll(rules.ready.get());
      peer.send(messages.toArray(BackendMessage[]::new));
    }
  }
}
