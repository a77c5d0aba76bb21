package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.link.Address;
import pgconform.link.Link;
import pgconform.link.Poller;
import pgconform.link.ServerTls;
import pgconform.link.Transcript;
import pgconform.scenario.AdmitStep.Authentication;
import pgconform.session.Login;
import pgconform.session.ServerSettings;
import pgconform.session.Session;
import pgconform.testing.TestCertificate;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;
import pgconform.wire.ProtocolVersion;

/** How the sessions of a proxy are admitted. */
class BackendAdmissionTest {
  private static BackendAdmission admission(BackendAdmission.Keys keys) {
    return new BackendAdmission(
        keys,
        7,
        5,
        ProtocolVersion.V3_0,
        Authentication.TRUST,
        BackendAdmission.Mechanisms.NOWHERE,
        ServerSettings.Pieces.MESSAGES,
        Optional.empty());
  }

  private static Optional<BackendKeyData> key(BackendAdmission.Keys keys, ProtocolVersion version) {
    return admission(keys).settings(42, Map.of()).keyData().apply(version);
  }

  @Test
  void aSessionHasAKeyOfItsOwn() {
    BackendKeyData first = key(BackendAdmission.Keys.OWN, ProtocolVersion.V3_2).orElseThrow();
    BackendKeyData second = key(BackendAdmission.Keys.OWN, ProtocolVersion.V3_2).orElseThrow();
    assertEquals(42, first.processId());
    assertEquals(7, first.secretKey().size());
    assertNotEquals(first.secretKey(), second.secretKey());
    assertEquals(
        5, key(BackendAdmission.Keys.OWN, ProtocolVersion.V3_0).orElseThrow().secretKey().size());
  }

  @Test
  void aSessionMayHaveNoKeyOrOneOfZeros() {
    assertEquals(Optional.empty(), key(BackendAdmission.Keys.NONE, ProtocolVersion.V3_2));
    assertEquals(
        Optional.of(new BackendKeyData(0, Bytes.ofHex("0000000000"))),
        key(BackendAdmission.Keys.ZERO, ProtocolVersion.V3_0));
  }

  @Test
  void theSettingsOfASessionAreThoseOfTheAdmission() {
    ServerSettings settings =
        admission(BackendAdmission.Keys.OWN).settings(42, Map.of("name", "value"));
    assertEquals(ProtocolVersion.V3_0, settings.newest());
    assertEquals(Map.of("name", "value"), settings.parameters());
    assertEquals(ServerSettings.Pieces.MESSAGES, settings.pieces());
    assertTrue(settings.directTls());
    assertEquals(Optional.empty(), settings.tls());
    ServerTls tls = new ServerTls(TestCertificate.server());
    BackendAdmission usual = BackendAdmission.usual(Optional.of(tls));
    assertSame(tls, usual.settings(1, Map.of()).tls().orElseThrow());
    assertEquals(BackendAdmission.Keys.OWN, usual.keys());
    assertEquals(32, usual.keySize());
    assertEquals(4, usual.oldKeySize());
    assertEquals(Authentication.TRUST, usual.authentication());
  }

  @ParameterizedTest
  @CsvSource({
    "TRUST, NOWHERE, AuthenticationOk",
    "CLEARTEXT, NOWHERE, AuthenticationCleartextPassword AuthenticationOk",
    "MD5, NOWHERE, AuthenticationMD5Password AuthenticationOk",
    "SCRAM, NOWHERE, SCRAM-SHA-256",
    "SCRAM, BEFORE, X-PGCONFORM-1 SCRAM-SHA-256",
    "SCRAM, BEHIND, SCRAM-SHA-256 X-PGCONFORM-1",
  })
  void aProxyShowsWhoItIs(
      Authentication authentication, BackendAdmission.Mechanisms mechanisms, String requests)
      throws Exception {
    Login login =
        new Login(
            "u", "d", Optional.of(BackendAdmission.PASSWORD), ProtocolVersion.V3_0, List.of());
    assertEquals(BackendAdmission.PASSWORD.reveal(), Backend.password());
    try (Backend backend = Backend.start(Optional.empty());
        Poller outside = new Poller()) {
      backend.renew(
          new BackendAdmission(
              BackendAdmission.Keys.OWN,
              32,
              4,
              ProtocolVersion.V3_0,
              authentication,
              mechanisms,
              ServerSettings.Pieces.WHOLE,
              Optional.empty()));
      Address at = new Address.Tcp("127.0.0.1", backend.port());
      Link link = Link.connect(outside, Transcript.none(), "proxy", at, ClientCase.late());
      try (Session session = Session.start(link, login, ClientCase.late())) {
        String came =
            session.startUp().stream()
                .map(Object::toString)
                .filter(message -> message.startsWith("Auth"))
                .collect(Collectors.joining(" "));
        String list = came.replaceAll("AuthenticationSASL\\(mechanisms=\\[([^\\]]*)\\].*", "$1");
        assertEquals(requests, list.replaceAll("\\([^)]*\\)|[\",]", "").replace("  ", " "), came);
      }
    }
  }
}
