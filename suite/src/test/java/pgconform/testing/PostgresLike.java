package pgconform.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendMessage;
import pgconform.wire.CancelRequest;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.FrontendMessage;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.Parameter;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.Query;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;
import pgconform.wire.Terminate;

/** Serves sessions with simple queries as PostgreSQL does, as far as its {@link Rules} allow. */
public final class PostgresLike implements Script {
  private static final int CLIENT_HELLO = 0x16;
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
    if (peer.peek() == CLIENT_HELLO) {
      if (!rules.directTls) {
        return;
      }
      peer.startTls();
    }
    FrontendMessage message = peer.next();
    while (message instanceof SSLRequest || message instanceof GSSENCRequest) {
      if (!negotiate(peer, message)) {
        return;
      }
      message = peer.next();
    }
    if (message instanceof CancelRequest request) {
      cancel(request);
      rules.afterCancel.serve(peer);
    } else if (message instanceof StartupMessage request && request.version().major() == 3) {
      session(peer, request);
    } else if (message != null) {
      peer.send(Rows.error("FATAL", "0A000", "unsupported frontend protocol"));
    }
  }

  /** Whether the connection can go on. */
  private boolean negotiate(Peer peer, FrontendMessage request) throws IOException {
    boolean tls =
        request instanceof SSLRequest && rules.answerToSslRequest == 'S' && !peer.encrypted();
    peer.send(
        new EncryptionResponse(request instanceof SSLRequest ? rules.answerToSslRequest : 'N'));
    if (tls && rules.usesPlaintextBehindSslRequest) {
      peer.startTlsKeepingPlaintext();
    } else if (tls && !peer.pending().isEmpty() && peer.peek() != CLIENT_HELLO) {
      peer.startTlsKeepingPlaintext();
      peer.send(Rows.error("FATAL", "08P01", "received unencrypted data after SSL request"));
      return false;
    } else if (tls) {
      peer.startTls();
    }
    return true;
  }

  private void cancel(CancelRequest request) {
    for (Backend backend : backends) {
      if (rules.cancels && rules.isFor.test(request, backend)) {
        locks.cancel(backend);
      }
    }
  }

  private void session(Peer peer, StartupMessage request) throws IOException {
    ProtocolVersion version = request.version();
    if (version.minor() > ProtocolVersion.V3_2.minor()) {
      version = ProtocolVersion.V3_2;
      peer.send(new NegotiateProtocolVersion(version.code(), List.of()));
    }
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
