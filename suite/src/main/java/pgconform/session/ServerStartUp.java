package pgconform.session;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pgconform.link.Deadline;
import pgconform.link.Event;
import pgconform.link.Link;
import pgconform.wire.AuthenticationOk;
import pgconform.wire.BackendKeyData;
import pgconform.wire.BackendMessage;
import pgconform.wire.Bytes;
import pgconform.wire.CancelRequest;
import pgconform.wire.EncryptionResponse;
import pgconform.wire.ErrorResponse;
import pgconform.wire.FrontendMalformed;
import pgconform.wire.FrontendUnframed;
import pgconform.wire.GSSENCRequest;
import pgconform.wire.Message;
import pgconform.wire.NegotiateProtocolVersion;
import pgconform.wire.Parameter;
import pgconform.wire.ParameterStatus;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.ReadyForQuery;
import pgconform.wire.SSLRequest;
import pgconform.wire.StartupMessage;

/**
 * Starts one session on the side of the server. Each of its steps can also be called separately.
 */
public final class ServerStartUp {
  private static final int CLIENT_HELLO = 0x16;
  private static final String OPTION = "_pq_.";

  private final Link link;
  private final ServerSettings settings;
  private final Deadline deadline;

  /** Creates the start-up on a link that was accepted; all of it must be done by the deadline. */
  public ServerStartUp(Link link, ServerSettings settings, Deadline deadline) {
    this.link = link;
    this.settings = settings;
    this.deadline = deadline;
  }

  IncomingConnection receive() {
    Optional<Message> packet = firstPacket();
    if (packet.isPresent() && packet.get() instanceof CancelRequest request) {
      return new IncomingConnection.Cancel(request);
    }
    if (packet.isEmpty() || !(packet.get() instanceof StartupMessage startup)) {
      return new IncomingConnection.Nothing();
    }
    Optional<ProtocolVersion> version = negotiate(startup);
    Optional<String> user = ServerSettings.parameter(startup, "user");
    if (version.isEmpty()) {
      return new IncomingConnection.Nothing();
    } else if (user.isEmpty()) {
      return refuse("28000", "no PostgreSQL user name specified in startup packet");
    } else if (!authenticate(user.get())) {
      return new IncomingConnection.Nothing();
    }
    Optional<BackendKeyData> key = settings.keyData().apply(version.get());
    List<BackendMessage> messages = new ArrayList<>();
    messages.add(new AuthenticationOk());
    settings.parameters().forEach((name, value) -> messages.add(new ParameterStatus(name, value)));
    key.ifPresent(messages::add);
    messages.add(new ReadyForQuery('I'));
    ServerSession.send(link, settings.pieces(), messages, deadline);
    return new IncomingConnection.Started(new ServerSession(link, startup, version.get(), key));
  }

  /**
   * Answers encryption requests, each kind once; returns the next packet, or empty if the client
   * left or was refused.
   */
  public Optional<Message> firstPacket() {
    boolean ssl = true;
    boolean gss = true;
    Optional<Message> packet = first();
    while (packet.isPresent()) {
      if (packet.get() instanceof SSLRequest && ssl) {
        ssl = false;
        gss &= settings.tls().isEmpty();
        if (settings.tls().isEmpty()) {
          send(new EncryptionResponse('N'));
          link.proceed();
          packet = next();
        } else {
          packet = grantsTls() ? next() : Optional.empty();
        }
      } else if (packet.get() instanceof GSSENCRequest && gss) {
        gss = false;
        send(new EncryptionResponse('N'));
        link.proceed();
        packet = next();
      } else {
        return acceptable(packet.get());
      }
    }
    return Optional.empty();
  }

  /**
   * Answers encryption requests, each kind once; returns the next packet without taking it, or
   * empty if the client left or was refused.
   */
  public Optional<Message> untakenPacket() {
    Set<Class<?>> asked = new HashSet<>();
    while (true) {
      Optional<Message> packet = link.untaken(0, deadline).flatMap(ServerStartUp::message);
      boolean asks =
          packet.isPresent()
              && (packet.get() instanceof GSSENCRequest
                  || packet.get() instanceof SSLRequest
                  || beginsTls(packet.get()));
      if (!asks) {
        return packet;
      }
      link.next(deadline);
      if (!asked.add(packet.get().getClass())) {
        refuse("0A000", "encryption was requested before");
        return Optional.empty();
      } else if (packet.get() instanceof GSSENCRequest
          || (packet.get() instanceof SSLRequest && settings.tls().isEmpty())) {
        if (!refusesEncryption()) {
          return Optional.empty();
        }
      } else if (packet.get() instanceof SSLRequest) {
        if (!grantsTls()) {
          return Optional.empty();
        }
      } else {
        link.accept(settings.tls().get(), Bytes.EMPTY, List.of());
        if (encrypted().isEmpty()) {
          return Optional.empty();
        }
      }
    }
  }

  /** Refuses encryption and continues, unless data came together with the request. */
  private boolean refusesEncryption() {
    // After the answer it would be too late to check: a fast client has sent the next packet by
    // then.
    boolean more = link.holdsOctets();
    send(new EncryptionResponse('N'));
    if (more) {
      refuse("08P01", "received unencrypted data after a request for encryption");
      return false;
    }
    link.proceed();
    return true;
  }

  private static Optional<Message> message(Event event) {
    return event instanceof Event.Received received
        ? Optional.of(received.message())
        : Optional.empty();
  }

  /** Returns whether TLS begins in a way that is offered. */
  private boolean beginsTls(Message packet) {
    return packet instanceof FrontendUnframed unframed
        && unframed.length() >>> 24 == CLIENT_HELLO
        && settings.directTls()
        && settings.tls().isPresent();
  }

  /** Returns the first packet; if TLS begins with the first octet, the first packet inside TLS. */
  private Optional<Message> first() {
    Optional<Message> packet = next();
    if (packet.isEmpty() || !beginsTls(packet.get())) {
      return packet;
    }
    link.accept(settings.tls().get(), Bytes.EMPTY, List.of());
    // As in PostgreSQL: without ALPN, it might be another protocol that begins in the same way.
    return encrypted().filter(tlsEvent -> !tlsEvent.alpn().isEmpty()).flatMap(e -> next());
  }

  private boolean grantsTls() {
    EncryptionResponse yes = new EncryptionResponse('S');
    link.accept(settings.tls().get(), yes.encode(), List.of(yes));
    return encrypted().isPresent();
  }

  private Optional<Event.Encrypted> encrypted() {
    return link.next(deadline)
        .filter(Event.Encrypted.class::isInstance)
        .map(Event.Encrypted.class::cast);
  }

  private Optional<Message> next() {
    return link.next(deadline)
        .filter(Event.Received.class::isInstance)
        .map(event -> ((Event.Received) event).message());
  }

  private Optional<Message> acceptable(Message packet) {
    if (packet instanceof FrontendMalformed) {
      refuse("08P01", "invalid startup packet layout");
      return Optional.empty();
    } else if (packet instanceof StartupMessage || packet instanceof CancelRequest) {
      return Optional.of(packet);
    } else if (!(packet instanceof FrontendUnframed)) {
      refuse("0A000", "unsupported frontend protocol");
    }
    return Optional.empty();
  }

  /**
   * Negotiates a version, and tells the client if it is not the requested one.
   *
   * @return the version; empty if there is none, of which the client was notified
   */
  public Optional<ProtocolVersion> negotiate(StartupMessage startup) {
    ProtocolVersion asked = startup.version();
    ProtocolVersion newest = settings.newest();
    if (asked.major() != newest.major()) {
      refuse("0A000", "unsupported frontend protocol " + asked);
      return Optional.empty();
    }
    List<String> options =
        startup.parameters().stream()
            .map(Parameter::name)
            .filter(name -> name.startsWith(OPTION))
            .toList();
    boolean tooNew = asked.minor() > newest.minor();
    if (tooNew || !options.isEmpty()) {
      send(new NegotiateProtocolVersion((tooNew ? newest : asked).code(), options));
    }
    return Optional.of(tooNew ? newest : asked);
  }

  /** Authenticates the client; if it is not admitted, it was notified. */
  public boolean authenticate(String user) {
    boolean admitted = settings.authentication().apply(user).admit(link, user, deadline);
    if (!admitted) {
      refuse("28P01", "password authentication failed for user \"%s\"".formatted(user));
    }
    return admitted;
  }

  private IncomingConnection refuse(String code, String message) {
    send(ErrorResponse.of("FATAL", code, message));
    return new IncomingConnection.Nothing();
  }

  private void send(BackendMessage... messages) {
    ServerSession.send(link, deadline, messages);
  }
}
