package pgconform.junit;

import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import pgconform.report.Finding;

/** Holds what was judged only because it explains why others are blocked. */
final class Explaining extends AbstractTestDescriptor {
  private static final String SEGMENT = "explaining";

  Explaining(ConformanceClass type) {
    super(
        type.getUniqueId().append(SEGMENT, "blocked"),
        "prerequisites",
        ClassSource.from(type.type()));
  }

  /** Adds a requirement. */
  Requirement add(Finding finding, Class<?> type) {
    Requirement requirement =
        new Requirement(
            getUniqueId(),
            finding.id(),
            finding.title(),
            finding.area(),
            finding.level().toString(),
            type);
    addChild(requirement);
    return requirement;
  }

  @Override
  public Type getType() {
    return Type.CONTAINER;
  }
}
