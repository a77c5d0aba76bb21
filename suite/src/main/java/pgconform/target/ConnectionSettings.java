package pgconform.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pgconform.session.Secret;

/**
 * How to reach a server and who to be there: libpq's connection parameters, all defaults applied.
 *
 * @param hosts the places to try in this order, at least one; the first that answers is used
 * @param user the role
 * @param database the database
 * @param password the password given for all hosts, if any
 * @param hostPasswords the passwords that a password file holds for single hosts; empty whenever
 *     {@code password} is present
 * @param sslmode how much TLS to insist on
 * @param sslnegotiation how TLS begins
 * @param sslrootcert the file with the trusted authorities or the word {@code system}; when
 *     present, libpq checks the certificate in every {@code sslmode}
 * @param sslcert the client's certificate
 * @param sslkey the client's private key
 * @param channelBinding whether SCRAM is bound to the TLS channel
 * @param connectTimeout the bound on connecting to one host; empty is libpq's "wait as long as it
 *     takes"
 * @param options the start-up parameter {@code options}
 * @param applicationName the start-up parameter {@code application_name}
 * @param gssencmode GSSAPI encryption
 * @param runtimeParameters further start-up parameters: {@code client_encoding} and {@code
 *     replication}
 * @param warnings what was read and had to be ignored, a sentence each
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

  /** Takes copies, so that settings never change. */
  public ConnectionSettings {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("no host");
    }
    hosts = List.copyOf(hosts);
    hostPasswords = Map.copyOf(hostPasswords);
    runtimeParameters = Map.copyOf(runtimeParameters);
    warnings = List.copyOf(warnings);
  }

  /** Settings with libpq's defaults for one place, role and database. */
  public static Builder builder(HostPort host, String user, String database) {
    return new Builder(List.of(host), user, database);
  }

  /** The name, address or socket directory of the first host. */
  public String host() {
    return hosts.get(0).host();
  }

  /** The address given for the first host besides its name. */
  public Optional<String> hostaddr() {
    return hosts.get(0).hostaddr();
  }

  /** The port of the first host. */
  public int port() {
    return hosts.get(0).port();
  }

  /** Whether the operating system's authorities are the trusted ones. */
  public boolean systemRoots() {
    return sslrootcert.filter(SYSTEM_ROOTS::equals).isPresent();
  }

  /** The file with the trusted authorities, if a file it is. */
  public Optional<Path> rootCertificateFile() {
    return sslrootcert.filter(root -> !root.equals(SYSTEM_ROOTS)).map(Path::of);
  }

  /** These settings for one of the hosts alone, with the password that belongs to it. */
  public ConnectionSettings at(HostPort host) {
    return toBuilder().hosts(List.of(host)).password(passwordFor(host)).build();
  }

  /** The password to use at one of the hosts. */
  public Optional<Secret> passwordFor(HostPort host) {
    return password.or(() -> Optional.ofNullable(hostPasswords.get(host)));
  }

  /** A builder that starts with these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builds settings step by step; what is not named keeps libpq's default. */
  public static final class Builder {
    private List<HostPort> hosts;
    private String user;
    private String database;
    private Optional<Secret> password = Optional.empty();
    private Map<HostPort, Secret> hostPasswords = Map.of();
    private SslMode sslmode = SslMode.PREFER;
    private SslNegotiation sslnegotiation = SslNegotiation.POSTGRES;
    private Optional<String> sslrootcert = Optional.empty();
    private Optional<Path> sslcert = Optional.empty();
    private Optional<Path> sslkey = Optional.empty();
    private ChannelBinding channelBinding = ChannelBinding.PREFER;
    private Optional<Duration> connectTimeout = Optional.empty();
    private Optional<String> options = Optional.empty();
    private Optional<String> applicationName = Optional.empty();
    private GssEncMode gssencmode = GssEncMode.DISABLE;
    private final Map<String, String> runtimeParameters = new LinkedHashMap<>();
    private List<String> warnings = List.of();

    private Builder(List<HostPort> hosts, String user, String database) {
      this.hosts = hosts;
      this.user = user;
      this.database = database;
    }

    private Builder(ConnectionSettings from) {
      this(from.hosts, from.user, from.database);
      password = from.password;
      hostPasswords = from.hostPasswords;
      sslmode = from.sslmode;
      sslnegotiation = from.sslnegotiation;
      sslrootcert = from.sslrootcert;
      sslcert = from.sslcert;
      sslkey = from.sslkey;
      channelBinding = from.channelBinding;
      connectTimeout = from.connectTimeout;
      options = from.options;
      applicationName = from.applicationName;
      gssencmode = from.gssencmode;
      runtimeParameters.putAll(from.runtimeParameters);
      warnings = from.warnings;
    }

    /** The places to try. */
    public Builder hosts(List<HostPort> value) {
      hosts = value;
      return this;
    }

    /** The role. */
    public Builder user(String value) {
      user = value;
      return this;
    }

    /** The database. */
    public Builder database(String value) {
      database = value;
      return this;
    }

    /** The password for all hosts, or none; either way no password file counts any more. */
    public Builder password(Optional<Secret> value) {
      password = value;
      hostPasswords = Map.of();
      return this;
    }

    /** The passwords from a password file. */
    Builder hostPasswords(Map<HostPort, Secret> value) {
      hostPasswords = value;
      return this;
    }

    /** How much TLS to insist on. */
    public Builder sslmode(SslMode value) {
      sslmode = value;
      return this;
    }

    /** How TLS begins. */
    public Builder sslnegotiation(SslNegotiation value) {
      sslnegotiation = value;
      return this;
    }

    /** The trusted authorities: a file or {@link #SYSTEM_ROOTS}. */
    public Builder sslrootcert(Optional<String> value) {
      sslrootcert = value;
      return this;
    }

    /** The client's certificate. */
    public Builder sslcert(Optional<Path> value) {
      sslcert = value;
      return this;
    }

    /** The client's private key. */
    public Builder sslkey(Optional<Path> value) {
      sslkey = value;
      return this;
    }

    /** Whether SCRAM is bound to the TLS channel. */
    public Builder channelBinding(ChannelBinding value) {
      channelBinding = value;
      return this;
    }

    /** The bound on connecting to one host. */
    public Builder connectTimeout(Optional<Duration> value) {
      connectTimeout = value;
      return this;
    }

    /** The start-up parameter {@code options}. */
    public Builder options(Optional<String> value) {
      options = value;
      return this;
    }

    /** The start-up parameter {@code application_name}. */
    public Builder applicationName(Optional<String> value) {
      applicationName = value;
      return this;
    }

    /** GSSAPI encryption. */
    public Builder gssencmode(GssEncMode value) {
      gssencmode = value;
      return this;
    }

    /** One further start-up parameter. */
    public Builder runtimeParameter(String name, String value) {
      runtimeParameters.put(name, value);
      return this;
    }

    /** What had to be ignored. */
    public Builder warnings(List<String> value) {
      warnings = value;
      return this;
    }

    /** The finished settings. */
    public ConnectionSettings build() {
      return new ConnectionSettings(
          hosts,
          user,
          database,
          password,
          hostPasswords,
          sslmode,
          sslnegotiation,
          sslrootcert,
          sslcert,
          sslkey,
          channelBinding,
          connectTimeout,
          options,
          applicationName,
          gssencmode,
          runtimeParameters,
          warnings);
    }
  }
}
