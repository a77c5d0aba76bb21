package pgconform.junit;

import java.util.Optional;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;

/** Finds and runs classes with {@link PostgresConformance}, one after the other. */
public final class ConformanceEngine implements TestEngine {
  /** The id of this engine. */
  public static final String ID = "pgconform";

  private static final EngineDiscoveryRequestResolver<EngineDescriptor> RESOLVER =
      EngineDiscoveryRequestResolver.<EngineDescriptor>builder()
          .addClassContainerSelectorResolver(ConformanceEngine::isConformanceClass)
          .addSelectorResolver(
              context -> new Discovery(context.getDiscoveryRequest().getConfigurationParameters()))
          .build();

  static boolean isConformanceClass(Class<?> type) {
    return type.isAnnotationPresent(PostgresConformance.class);
  }

  /**
   * Returns the version of pgconform, as in the manifest; {@code development} when run from
   * classes.
   */
  static String version() {
    return Optional.ofNullable(ConformanceEngine.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public Optional<String> getVersion() {
    return Optional.of(version());
  }

  @Override
  public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
    EngineDescriptor engine = new EngineDescriptor(id, "pgconform");
    RESOLVER.resolve(request, engine);
    return engine;
  }

  @Override
  public void execute(ExecutionRequest request) {
    TestDescriptor engine = request.getRootTestDescriptor();
    request.getEngineExecutionListener().executionStarted(engine);
    for (TestDescriptor each : engine.getChildren()) {
      new ClassRun(
              (ConformanceClass) each,
              request.getConfigurationParameters(),
              request.getEngineExecutionListener())
          .execute();
    }
    request
        .getEngineExecutionListener()
        .executionFinished(engine, TestExecutionResult.successful());
  }
}
