package pgconform.target.libpq;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.session.Secret;

/**
 * libpq's connection parameters, with all defaults applied: where a server is, and as which role to
 * log in.
 *
 * @param hosts the hosts to try in this order, at least one; the first that answers is used
 * @param user the role
 * @param database the database
 * @param password the password given for all hosts, if any
 * @param hostPasswords the passwords that a password file contains for single hosts; empty whenever
 *     {@code password} is present
 * @param sslmode how much TLS to insist on
 * @param sslnegotiation how TLS begins
 * @param sslrootcert the file with the trusted authorities or the word {@code system}; when
 *     present, libpq checks the certificate in every {@code sslmode}
 * @param sslcert the client's certificate
 * @param sslkey the client's private key
 * @param channelBinding whether SCRAM is bound to the TLS channel
 * @param connectTimeout the time limit for connecting to one host; empty for no limit
 * @param options the start-up parameter {@code options}
 * @param applicationName the start-up parameter {@code application_name}
 * @param gssencmode GSSAPI encryption
 * @param runtimeParameters further start-up parameters: {@code client_encoding} and {@code
 *     replication}
 * @param warnings what was read and had to be ignored, one sentence each
 */
public record ConnectionSettings(
    List<HostPort> hosts,
    String user,
    String database,
    Optional<Secret> password,
    Map<HostPort, Secret> hostPasswords,
    SslMode sslmode,
    SslNegotiation sslnegotiation,
    Optional<String> sslrootcert,
    Optional<Path> sslcert,
    Optional<Path> sslkey,
    ChannelBinding channelBinding,
    Optional<Duration> connectTimeout,
    Optional<String> options,
    Optional<String> applicationName,
    GssEncMode gssencmode,
    Map<String, String> runtimeParameters,
    List<String> warnings) {

  /** libpq's word for the authorities that the operating system trusts. */
  public static final String SYSTEM_ROOTS = "system";

  /** Copies the lists and maps, so that settings never change. */
  public ConnectionSettings {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("no host");
    }
    hosts = List.copyOf(hosts);
    hostPasswords = Map.copyOf(hostPasswords);
    runtimeParameters = Map.copyOf(runtimeParameters);
    warnings = List.copyOf(warnings);
  }

  /** Returns settings with libpq's defaults for one host, role and database. */
  public static ConnectionSettings of(HostPort host, String user, String database) {
    return new ConnectionSettings(
        List.of(host),
        user,
        database,
        Optional.empty(),
        Map.of(),
        SslMode.PREFER,
        SslNegotiation.POSTGRES,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        ChannelBinding.PREFER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        GssEncMode.DISABLE,
        Map.of(),
        List.of());
  }

  /** Returns the name, address or socket directory of the first host. */
  public String host() {
    return hosts.get(0).host();
  }

  /** Returns the port of the first host. */
  public int port() {
    return hosts.get(0).port();
  }

  /** Returns whether the operating system's authorities are the trusted ones. */
  public boolean systemRoots() {
    return sslrootcert.filter(SYSTEM_ROOTS::equals).isPresent();
  }

  /** Returns the file with the trusted authorities, if they are in a file. */
  public Optional<Path> rootCertificateFile() {
    return sslrootcert.filter(root -> !root.equals(SYSTEM_ROOTS)).map(Path::of);
  }

  /** Returns these settings for only one of the hosts, with the password that belongs to it. */
  public ConnectionSettings at(HostPort host) {
    return with(host, passwordFor(host), connectTimeout);
  }

  /** Returns these settings for another host, with a time limit for connecting to it. */
  public ConnectionSettings at(HostPort host, Duration timeout) {
    return with(host, password, Optional.of(timeout));
  }

  private ConnectionSettings with(
      HostPort host, Optional<Secret> hostPassword, Optional<Duration> timeout) {
    return new ConnectionSettings(
        List.of(host),
        user,
        database,
        hostPassword,
        Map.of(),
        sslmode,
        sslnegotiation,
        sslrootcert,
        sslcert,
        sslkey,
        channelBinding,
        timeout,
        options,
        applicationName,
        gssencmode,
        runtimeParameters,
        warnings);
  }

  /** Returns the password to use at one of the hosts. */
  public Optional<Secret> passwordFor(HostPort host) {
    return password.or(() -> Optional.ofNullable(hostPasswords.get(host)));
  }
}
