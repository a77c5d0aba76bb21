package pgconform.target.libpq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.session.Secret;
import pgconform.target.TargetSpec;
import pgconform.target.UrlTarget;
import pgconform.target.failure.BadTarget;

/** Holds {@link ConnectionUrl} against what libpq makes of the same URLs. */
class ConnectionUrlTest {
  @TempDir private Path home;

  private ConnectionSettings parse(String url) {
    return ConnectionUrl.parse(url, Map.of(), home);
  }

  private ConnectionSettings parse(String url, String name, String value) {
    return ConnectionUrl.parse(url, Map.of(name, value), home);
  }

  private static String refusal(String url) {
    return assertThrows(
            BadTarget.class, () -> ConnectionUrl.parse(url, Map.of(), Path.of("/nonexistent")))
        .getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "postgresql://uri-user:secret@host:12345/db"
            + " {dbname=db,host=host,password=secret,port=12345,user=uri-user}",
        "postgresql://uri-user@host/db {dbname=db,host=host,user=uri-user}",
        "postgresql://host:12345/db {dbname=db,host=host,port=12345}",
        "postgresql://uri-user@host:12345/ {host=host,port=12345,user=uri-user}",
        "postgresql://uri-user@ {user=uri-user}",
        "postgresql://host {host=host}",
        "postgresql:// {}",
        "postgresql:/// {}",
        "postgres:///db {dbname=db}",
        "postgresql://? {}",
        "postgresql://?hostaddr=127.0.0.1 {hostaddr=127.0.0.1}",
        "postgresql://example.com?hostaddr=63.1.2.4 {host=example.com,hostaddr=63.1.2.4}",
        "postgresql://%68ost/ {host=host}",
        "postgresql://host/db?u%73er=someotheruser&port=12345"
            + " {dbname=db,host=host,port=12345,user=someotheruser}",
        "postgresql://host? {host=host}",
        "postgresql://host?port=1& {host=host,port=1}",
        "postgresql://[::1]:12345/db {dbname=db,host=::1,port=12345}",
        "postgresql://[2001:db8::1234]/ {host=2001:db8::1234}",
        "postgresql://[200z:db8::1234] {host=200z:db8::1234}",
        "postgres://[::1],[::2]:5,h?user=u {host=::1,::2,h,port=,5,,user=u}",
        "postgres://uri-user@/db {dbname=db,user=uri-user}",
        "postgres://?host=/path/to/socket/dir {host=/path/to/socket/dir}",
        "postgres://@host {host=host}",
        "postgres://:@host {host=host}",
        "postgres://:pw@host {host=host,password=pw}",
        "postgres://u::p:@host {host=host,password=:p:,user=u}",
        "postgres://u:p?&=@host {host=host,password=p?&=,user=u}",
        "postgres://host:/ {host=host}",
        "postgres://:12345/ {port=12345}",
        "postgres://otheruser@:12345/db?host=/path/to/socket"
            + " {dbname=db,host=/path/to/socket,port=12345,user=otheruser}",
        "postgres://%2Fvar%2Flib%2Fpostgresql/dbname {dbname=dbname,host=/var/lib/postgresql}",
        "postgres://h1:1,h2:2,h3/db {dbname=db,host=h1,h2,h3,port=1,2,}",
        "postgres://h1,,h3 {host=h1,,h3,port=,,}",
        "postgres://h1%2Ch2 {host=h1,h2}",
        "postgres://host/a/b {dbname=a/b,host=host}",
        "postgres://host/db?user=a&user=b {dbname=db,host=host,user=b}",
        "postgres://host?ssl=true {host=host,sslmode=require}",
        "postgres://host?requiressl=1 {host=host,sslmode=require}",
        "postgres://host?requiressl=0 {host=host,sslmode=prefer}",
        "postgres://host?options=-cgeqo%3Doff+x {host=host,options=-cgeqo=off+x}",
        "postgres://h%C3%A4st {host=h\u00e4st}",
        "postgres://h\u00e4st {host=h\u00e4st}",
        "postgres://host?sslmode= {host=host,sslmode=}",
      })
  void keepsToTheRulesOfLibpq(String url, String parameters) {
    String read = new TreeMap<>(ConnectionUrl.read(url).parameters()).toString();
    assertEquals(parameters, read.replace(", ", ","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "postgre://|begins with neither",
        "postgresql:/host|begins with neither",
        "postgresql://host/db?u%7aer=x|parameter \"uzer\" is unknown",
        "postgresql://host?uzer=|parameter \"uzer\" is unknown",
        "postgresql://host?Host=x|parameter \"Host\" is unknown",
        "postgresql://host?ssl=false|parameter \"ssl\" is unknown",
        "postgresql://host?zzz|parameter \"zzz\" has no =",
        "postgresql://host?value1&value2|parameter \"value1\" has no =",
        "postgresql://host?&port=1|parameter \"\" has no =",
        "postgresql://host?key=key=value|parameter \"key\" has more than one =",
        "postgres://[::1|no closing bracket",
        "postgres://[]|is empty",
        "postgres://[::1]z|is not followed by",
        "postgres://host?dbname=%XXfoo|without two hexadecimal digits",
        "postgresql://%zz|without two hexadecimal digits",
        "postgresql://%1|without two hexadecimal digits",
        "postgresql://%|without two hexadecimal digits",
        "postgresql://a%00b|holds %00",
        "postgresql://a%FFb|not UTF-8",
        "postgresql://a b|has a space",
        "postgresql://h?options=-c geqo|has a space",
        "postgresql://h:0|not a number from 1 to 65535",
        "postgresql://h:65536|not a number from 1 to 65535",
        "postgresql://h:5x|not a number from 1 to 65535",
        "postgresql://h1:1,h2:2?host=h3|2 ports do not match 1 hosts",
        "postgresql://h1,h2?hostaddr=1.2.3.4|2 hosts do not match 1 values of hostaddr",
        "postgresql://h?hostaddr=name|not a numeric address",
        "postgresql://h?hostaddr=1.2.3.400|not a numeric address",
        "postgresql://h?hostaddr=1:2|not a numeric address",
        "postgresql://h?sslmode=|not one of disable, allow, prefer, require, verify-ca,"
            + " verify-full",
        "postgresql://h?sslmode=REQUIRE|not one of disable",
        "postgresql://h?sslnegotiation=direct|weak sslmode \"prefer\" may not be used with"
            + " sslnegotiation=direct",
        "postgresql://h?sslrootcert=system&sslmode=require|weak sslmode \"require\" may not be used"
            + " with sslrootcert=system",
        "postgresql://h?channel_binding=maybe|not one of disable, prefer, require",
        "postgresql://h?connect_timeout=soon|not a whole number of seconds",
        "postgresql://h?service=there|service \"there\" is not defined",
      })
  void refusesWhatLibpqRefuses(String url, String sentence) {
    String message = refusal(url);
    assertTrue(message.contains(sentence), message);
    assertFalse(message.contains("\n"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://me:hunter2/@host/db",
        "postgres://me:hunter2@hunter2/db?hunter2=x",
        "postgres://me:x@hunter2@host/db",
        "postgres://me:12/hunter2?hunter2@host",
        "postgres://me:12/hunter2?hunter2=1@host",
        "postgres://me:12?hunter2=1/@host",
        "postgres://me:hunter2%zz@host",
        "postgres://me:hunter2%00@host",
        "postgres://me:hunter2 hunter2@host",
        "postgres://me:12/x?port=hunter2@host",
        "postgres://me:x@[hunter2@host]",
        "postgres://host?password=hunter2%",
        "postgres://host?password=hunter2=hunter2",
        "postgres://host?sslmode=hunter2",
        "postgres://me:12/hunter2@host",
        "postgres://me:x@h:hunter2@host",
        "postgre://me:hunter2@host",
        "host=there password=hunter2",
        "docker:hunter2@!",
      })
  void passwordsStayOutOfRefusals(String url) {
    // A mistake that shows only with the environment at hand counts too.
    BadTarget refusal =
        assertThrows(
            BadTarget.class,
            () -> {
              if (TargetSpec.parse(url) instanceof UrlTarget target) {
                assertFalse(target.toString().contains("hunter2"), target.toString());
                target.url().settings(Map.of(), home);
                throw new BadTarget("accepted");
              }
            });
    // The second URL is the one where the word is a password only by accident.
    if (!url.contains("hunter2@hunter2")) {
      assertFalse(refusal.getMessage().contains("hunter2"), refusal.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://me:hunter2@host:5433/db,postgresql://me:****@host:5433/db",
    "postgres://host/db?user=me&password=hunter2,postgresql://me:****@host/db",
    "postgres://:hunter2@/db,postgresql://:****@/db",
    "postgres://h/?user=a@b,postgresql://****",
    "postgres://,postgresql://",
    "postgres://[::1]:1/a%20b,postgresql://[::1]:1/a%20b",
    "postgres:///db?host=/run,postgresql://%2Frun/db",
    "postgres://h/%1b[31m,postgresql://h/%1B%5B31m",
  })
  void showsItselfWithoutPassword(String url, String shown) {
    ConnectionUrl read = ConnectionUrl.read(url);
    assertEquals(shown, read.displayName());
    assertEquals(shown, read.toString());
    assertFalse(new UrlTarget(read).toString().contains("hunter2"));
    assertFalse(read.settings(Map.of(), home).toString().contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://me:hunter2@host:5433/db,postgresql://me@host:5433/db",
    "postgres://host/db?user=me&password=hunter2,postgresql://me@host/db",
    "postgres://:hunter2@/db,postgresql:///db",
    "postgres://h/?user=a@b,postgresql://****",
    "postgres://h/db?sslmode=require&options=-c%20x%3D1,postgresql://h/db?options=-c%20x%3D1&sslmode=require",
    "postgres://h/db?sslpassword=hunter2,postgresql://h/db",
    "postgres://h/db?hostaddr=127.0.0.1,postgresql://h/db?hostaddr=127.0.0.1",
    "postgres:///db?hostaddr=127.0.0.1,postgresql://127.0.0.1/db",
  })
  void showsHowToConnectAgainWithoutPassword(String url, String shown) {
    ConnectionUrl read = ConnectionUrl.read(url);
    assertEquals(shown, read.withoutPassword());
    assertEquals(shown, new UrlTarget(read).commandLine());
  }

  @Test
  void whatStandsForAPasswordIsNone() {
    String url = ConnectionUrl.read("postgresql://me:hunter2@host/db").displayName();
    BadTarget refusal = assertThrows(BadTarget.class, () -> ConnectionUrl.read(url));
    assertEquals(
        "**** stands for a password that reports do not show: leave it out and set PGPASSWORD, or"
            + " write the password",
        refusal.getMessage());
  }

  @Test
  void spaces() {
    assertEquals(
        Map.of("host", "h", "dbname", "a b", "options", "-c geqo=off"),
        ConnectionUrl.read("postgres:// h /a%20b ?options= -c%20geqo%3Doff ").parameters());
  }

  @Test
  void severalHosts() {
    ConnectionSettings settings = parse("postgres://h1:1,h2,[::1]:3,/db?port=9");
    assertEquals("[h1:9, h2:9, [::1]:9, localhost:9]", settings.hosts().toString());
    assertEquals(
        "[h1:1, h2:5432, [::1]:3]", parse("postgres://h1:1,h2,[::1]:3").hosts().toString());
    assertEquals("[h1:5432, localhost:5432]", parse("postgres://?host=h1,").hosts().toString());
  }

  @Test
  void addressesBesideNames() {
    ConnectionSettings settings =
        parse("postgres://a,b,c?hostaddr=127.0.0.1,,fe80::1%25eth0&port=7");
    assertEquals(
        List.of(
            new HostPort("a", Optional.of("127.0.0.1"), 7),
            new HostPort("b", 7),
            new HostPort("c", Optional.of("fe80::1%eth0"), 7)),
        settings.hosts());
    assertEquals("127.0.0.1", settings.hosts().get(0).address());
    assertEquals("b", settings.hosts().get(1).address());
    assertEquals("1.2.3.4", parse("postgres://?hostaddr=1.2.3.4").host());
  }

  @Test
  void unixSockets() {
    HostPort place = parse("postgres:///db?host=/var/run/postgresql&port=5433").hosts().get(0);
    assertTrue(place.isUnixSocket());
    assertEquals(Path.of("/var/run/postgresql/.s.PGSQL.5433"), place.socketFile());
    assertTrue(parse("postgres://%40name/").hosts().get(0).isUnixSocket());
    assertFalse(parse("postgres://%2Frun?hostaddr=::1").hosts().get(0).isUnixSocket());
  }

  @Test
  void defaults() {
    ConnectionSettings settings = parse("postgresql://");
    String user = System.getProperty("user.name");
    assertEquals(ConnectionSettings.of(new HostPort("localhost", 5432), user, user), settings);
    assertEquals("you", parse("postgresql://you@").database());
  }

  @Test
  void environmentFillsInOnlyWhatIsMissing() {
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("PGHOST", "there"),
            Map.entry("PGHOSTADDR", "10.0.0.1"),
            Map.entry("PGPORT", "7"),
            Map.entry("PGUSER", "me"),
            Map.entry("PGPASSWORD", "secret"),
            Map.entry("PGDATABASE", "mine"),
            Map.entry("PGSSLMODE", "verify-full"),
            Map.entry("PGSSLNEGOTIATION", "direct"),
            Map.entry("PGSSLROOTCERT", "/ca"),
            Map.entry("PGSSLCERT", "/cert"),
            Map.entry("PGSSLKEY", "/key"),
            Map.entry("PGCHANNELBINDING", "require"),
            Map.entry("PGCONNECT_TIMEOUT", " 3 "),
            Map.entry("PGAPPNAME", "app"),
            Map.entry("PGOPTIONS", "-c a=b"),
            Map.entry("PGCLIENTENCODING", "LATIN1"),
            Map.entry("PGGSSENCMODE", "prefer"));
    ConnectionSettings all = ConnectionUrl.parse("postgres://", environment, home);
    assertEquals(
        new ConnectionSettings(
            List.of(new HostPort("there", Optional.of("10.0.0.1"), 7)),
            "me",
            "mine",
            Optional.of(Secret.of("secret")),
            Map.of(),
            SslMode.VERIFY_FULL,
            SslNegotiation.DIRECT,
            Optional.of("/ca"),
            Optional.of(Path.of("/cert")),
            Optional.of(Path.of("/key")),
            ChannelBinding.REQUIRE,
            Optional.of(Duration.ofSeconds(3)),
            Optional.of("-c a=b"),
            Optional.of("app"),
            GssEncMode.PREFER,
            Map.of("client_encoding", "LATIN1"),
            List.of()),
        all);
    ConnectionSettings some =
        ConnectionUrl.parse(
            "postgres://u:p@h:9/d?hostaddr=::1&sslmode=require&connect_timeout=0&application_name=x",
            environment,
            home);
    assertEquals("h", some.host());
    assertEquals(Optional.of("::1"), some.hosts().get(0).hostaddr());
    assertEquals(9, some.port());
    assertEquals("u", some.user());
    assertEquals("d", some.database());
    assertEquals("p", some.password().orElseThrow().reveal());
    assertEquals(SslMode.REQUIRE, some.sslmode());
    assertEquals(Optional.empty(), some.connectTimeout());
    assertEquals(Optional.of("x"), some.applicationName());
  }

  @Test
  void emptyVariablesCountAsMissing() {
    assertEquals("localhost", parse("postgres://", "PGHOST", "").host());
    assertEquals(SslMode.PREFER, parse("postgres://", "PGSSLMODE", "").sslmode());
  }

  @Test
  void oldVariableForTls() {
    assertEquals(SslMode.REQUIRE, parse("postgres://", "PGREQUIRESSL", "1").sslmode());
    assertEquals(SslMode.PREFER, parse("postgres://", "PGREQUIRESSL", "0").sslmode());
  }

  @Test
  void systemRootsStrengthenTheDefault() {
    ConnectionSettings settings = parse("postgres://h?sslrootcert=system");
    assertEquals(SslMode.VERIFY_FULL, settings.sslmode());
    assertTrue(settings.systemRoots());
    assertEquals(Optional.empty(), settings.rootCertificateFile());
    assertEquals(
        Optional.of(Path.of("ca.pem")),
        parse("postgres://h?sslrootcert=ca.pem").rootCertificateFile());
  }

  @Test
  void parametersWithoutEffectAreNamed() {
    ConnectionSettings settings =
        parse("postgres://h?target_session_attrs=any&sslpassword=hunter2&replication=database");
    assertEquals(
        List.of(
            "the connection parameter sslpassword has no effect here",
            "the connection parameter target_session_attrs has no effect here"),
        settings.warnings());
    assertEquals(Map.of("replication", "database"), settings.runtimeParameters());
  }

  @Test
  void fallbackForTheApplicationName() {
    assertEquals(
        Optional.of("a"), parse("postgres://h?fallback_application_name=a").applicationName());
    assertEquals(
        Optional.of("b"),
        parse("postgres://h?fallback_application_name=a&application_name=b").applicationName());
  }
}
