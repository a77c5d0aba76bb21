package pgconform.exchange;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.link.ServerTls;
import pgconform.scenario.AdmitStep;
import pgconform.session.Secret;
import pgconform.session.ServerAuthentication;
import pgconform.session.ServerSettings;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;

/**
 * How a backend admits the sessions of a proxy.
 *
 * @param keys which keys they get
 * @param keySize the number of octets of a key from protocol 3.2 on
 * @param oldKeySize the number of octets of a key under protocol 3.0
 * @param newest the newest version of the protocol that is spoken
 * @param mechanisms where the list of SASL mechanisms has an unknown one
 * @param pieces how the messages after the authentication are split into segments
 * @param tls its certificate and settings for TLS handshakes; empty if it refuses TLS
 */
record BackendAdmission(
    Keys keys,
    int keySize,
    int oldKeySize,
    ProtocolVersion newest,
    AdmitStep.Authentication authentication,
    Mechanisms mechanisms,
    ServerSettings.Pieces pieces,
    Optional<ServerTls> tls) {
  /** Where the list of SASL mechanisms has an unknown one. */
  enum Mechanisms {
    NOWHERE,
    BEFORE,
    BEHIND
  }

  /** An unknown mechanism. */
  private static final List<String> UNKNOWN = List.of("X-PGCONFORM-1");

  /** Which keys sessions get. */
  enum Keys {
    /** Each session gets its own key. */
    OWN,
    /** Sessions get no key. */
    NONE,
    /** Every key consists of zeros. */
    ZERO
  }

  /** The password that the proxy logs in with. */
  static final Secret PASSWORD = Secret.of("open sesame");

  private static final SecureRandom RANDOM = new SecureRandom();

  /** The sizes of PostgreSQL's keys under protocol 3.0, and from 3.2 on. */
  static final int SHORT = 4;

  static final int LONG = 32;

  /** Returns the admission that PostgreSQL uses if nobody is asked for a password. */
  static BackendAdmission usual(Optional<ServerTls> tls) {
    return new BackendAdmission(
        Keys.OWN,
        LONG,
        SHORT,
        ProtocolVersion.V3_2,
        AdmitStep.Authentication.TRUST,
        Mechanisms.NOWHERE,
        ServerSettings.Pieces.WHOLE,
        tls);
  }

  /** Returns the settings with which a session is received. */
  ServerSettings settings(int processId, Map<String, String> parameters) {
    ServerAuthentication how =
        switch (authentication) {
          case TRUST -> ServerAuthentication.TRUST;
          case CLEARTEXT -> ServerAuthentication.cleartext(PASSWORD);
          case MD5 -> ServerAuthentication.md5(PASSWORD);
          case SCRAM ->
              ServerAuthentication.scramAmong(
                  PASSWORD,
                  mechanisms == Mechanisms.BEFORE ? UNKNOWN : List.of(),
                  mechanisms == Mechanisms.BEHIND ? UNKNOWN : List.of());
        };
    return new ServerSettings(
        tls, true, newest, user -> how, parameters, version -> key(processId, version), pieces);
  }

  private Optional<BackendKeyData> key(int processId, ProtocolVersion version) {
    byte[] octets = new byte[version.equals(ProtocolVersion.V3_0) ? oldKeySize : keySize];
    return switch (keys) {
      case NONE -> Optional.empty();
      case ZERO -> Optional.of(new BackendKeyData(0, Bytes.of(octets)));
      case OWN -> {
        RANDOM.nextBytes(octets);
        yield Optional.of(new BackendKeyData(processId, Bytes.of(octets)));
      }
    };
  }
}
