package pgconform.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import pgconform.scenario.Capability;
import pgconform.session.Secret;
import pgconform.target.postgres.PostgresRelease;
import pgconform.target.postgres.PostgresServer;
import pgconform.target.postgres.Roles;
import pgconform.target.postgres.ServerSettings;

/** What is found out about a real PostgreSQL that is only reached. */
@Tag("embedded")
class ReachedServerTest {
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server =
        PostgresServer.start(
            PostgresRelease.parse("18"),
            new ServerSettings(Map.of("authentication_timeout", "60s")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ProbedTarget open(String role, TargetOptions options) {
    String url =
        "postgresql://%s@127.0.0.1:%d/%s?sslmode=disable"
            .formatted(role, server.port(), Roles.DATABASE);
    return new Targets(Map.of(), Path.of("/"), options).open(TargetSpec.parse(url));
  }

  private static TargetOptions exclusive(boolean exclusive, Map<String, String> users) {
    Map<String, TargetOptions.Account> accounts = new LinkedHashMap<>();
    users.forEach(
        (word, user) ->
            accounts.put(
                word,
                new TargetOptions.Account(
                    user, Optional.of(Roles.secret()), Optional.of(Roles.DATABASE))));
    return new TargetOptions(
        Optional.empty(), Optional.empty(), Optional.empty(), exclusive, accounts);
  }

  @Test
  void theDefaultLoginIsOneOfThoseThatCanBeDeclared() {
    String secret = Roles.secret().reveal().replace(" ", "%20");
    Map<String, String> words =
        Map.of(
            Roles.USER,
            "user",
            Roles.SCRAM + ":" + secret,
            "scram",
            Roles.MD5 + ":" + secret,
            "md5",
            Roles.PASSWORD + ":" + secret,
            "password");
    words.forEach(
        (role, word) -> {
          try (ProbedTarget target = open(role, TargetOptions.NONE)) {
            assertEquals("the default login", target.capabilities().get(word + " login"));
            assertTrue(target.subject().capabilities().contains(Capability.login(word)), word);
          }
        });
    try (ProbedTarget target = open(Roles.SUPERUSER, TargetOptions.NONE)) {
      assertFalse(target.subject().capabilities().contains(Capability.USER_LOGIN));
      assertFalse(target.subject().logins().containsKey("user"));
    }
  }

  @Test
  void theSocketOfAServerOnThisMachine() {
    try (ProbedTarget target = open(Roles.SUPERUSER, TargetOptions.NONE)) {
      assertEquals(server.unixSocket(), target.subject().connector().unixSocket());
      assertTrue(target.subject().capabilities().contains(Capability.UNIX_SOCKET));
    }
  }

  @Test
  void theTimeLimitIsShortOnlyDuringTheRunAndOnlyForItsOnlyUser() {
    assertTimeout("60 s", "no");
    try (ProbedTarget target = open(Roles.SUPERUSER, exclusive(true, Map.of()))) {
      assertEquals(
          "5 s, until this run ends", target.capabilities().get("short authentication timeout"));
      assertTimeout("5 s", "5 s");
    }
    assertTimeout("60 s", "no");
  }

  private static void assertTimeout(String timeout, String isShort) {
    long begun = System.nanoTime();
    Map<String, String> found = Map.of();
    // A server reads its settings a moment after it was told.
    while (System.nanoTime() - begun < 20_000_000_000L
        && !timeout.equals(found.get("authentication timeout"))) {
      try (ProbedTarget target = open(Roles.SUPERUSER, TargetOptions.NONE)) {
        found = target.capabilities();
      }
    }
    assertEquals(timeout, found.get("authentication timeout"));
    assertEquals(isShort, found.getOrDefault("short authentication timeout", "no"));
  }

  @Test
  void aDeclaredLoginIsTried() {
    Map<String, String> right =
        Map.of(
            "scram", Roles.SCRAM,
            "md5", Roles.MD5,
            "password", Roles.PASSWORD,
            "user", Roles.USER,
            "reject", Roles.REJECT,
            "nologin", Roles.NOLOGIN);
    try (ProbedTarget target = open(Roles.SUPERUSER, exclusive(false, right))) {
      right.forEach(
          (word, role) -> {
            assertEquals(role, target.capabilities().get(word + " login"));
            assertTrue(target.subject().logins().containsKey(word), word);
          });
    }
    Map<String, String> wrong =
        Map.of(
            "scram", Roles.PASSWORD,
            "md5", Roles.USER,
            "password", Roles.REJECT,
            "user", Roles.MD5,
            "reject", Roles.USER,
            "hostssl", Roles.USER);
    try (ProbedTarget target = open(Roles.SUPERUSER, exclusive(false, wrong))) {
      wrong.forEach(
          (word, role) -> {
            String found = target.capabilities().get(word + " login");
            assertTrue(found.startsWith("no: " + role + ": "), found);
            assertFalse(target.subject().logins().containsKey(word), word);
          });
      assertEquals(
          "no: pgconform_password: it is asked by AuthenticationCleartextPassword",
          target.capabilities().get("scram login"));
      assertEquals("no: pgconform_user: it is let in", target.capabilities().get("reject login"));
    }
  }

  /** PostgreSQL checks the parameters of a start-up against the role that logs in. */
  @Test
  void aSuperuserWhoseSessionsContinueAsAnotherRoleIsNoOrdinaryOne() {
    String options = "&options=-c%20role%3D" + Roles.USER;
    String url =
        "postgresql://%s@127.0.0.1:%d/%s?sslmode=disable%s"
            .formatted(Roles.SUPERUSER, server.port(), Roles.DATABASE, options);
    Targets targets = new Targets(Map.of(), Path.of("/"), TargetOptions.NONE);
    try (ProbedTarget target = targets.open(TargetSpec.parse(url))) {
      assertTrue(target.subject().postgresql().isPresent());
      assertFalse(target.subject().capabilities().contains(Capability.USER_LOGIN));
      assertFalse(target.subject().capabilities().contains(Capability.SUPERUSER));
    }
    try (ProbedTarget target =
        open(Roles.SUPERUSER, exclusive(false, Map.of("user", Roles.SUPERUSER)))) {
      assertFalse(target.subject().logins().containsKey("user"));
      assertEquals(
          "no: pgconform: its session_user or its current_user is a superuser",
          target.capabilities().get("user login"));
    }
  }

  @Test
  void aWrongPasswordIsNoLogin() {
    TargetOptions options =
        new TargetOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Map.of(
                "scram",
                new TargetOptions.Account(
                    Roles.SCRAM, Optional.of(Secret.of("not it")), Optional.empty())));
    try (ProbedTarget target = open(Roles.SUPERUSER, options)) {
      String found = target.capabilities().get("scram login");
      assertTrue(found.startsWith("no: pgconform_scram: the server refused the session"), found);
    }
  }
}
