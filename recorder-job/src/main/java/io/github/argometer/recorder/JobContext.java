package io.github.argometer.recorder;

import java.io.InputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.direct.DirectComponentConfigurer;
import org.apache.camel.component.direct.DirectEndpointConfigurer;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlComponentConfigurer;
import org.apache.camel.component.sql.SqlEndpointConfigurer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * A Camel context that lives for one exchange. What Camel would look for in every jar, or make in case it is needed, is
 * named here or left out; what is not named is still found, only later.
 */
final class JobContext extends DefaultCamelContext {

    JobContext() {
        super(false);
        disableJMX();
        setLoadHealthChecks(false);
        getLifecycleStrategies().clear(); // they look for beans that customize components, and here are none
        addComponent("direct", new Direct());
        addComponent("sql", new Sql());
    }

    /**
     * Adds the routes of {@code builder}, wanted whatever their preconditions say. Not by {@link #addRoutes}, which looks
     * for interceptors by a lambda that the AOT cache cannot hold: Java would write its class at each start.
     */
    void add(RouteBuilder builder) throws Exception {
        builder.setCamelContext(this);
        builder.configure();
        builder.getRouteCollection().getRoutes().forEach(route -> route.setPrecondition(null));
        addRouteDefinitions(builder.getRouteCollection().getRoutes());
    }

    /** All services are made when they are first asked for; the Simple language never is. */
    @Override
    protected void doStartStandardServices() {}

    /** Without Camel's manager of thread pools: no route here delivers again. */
    @Override
    protected ScheduledExecutorService createErrorHandlerExecutorService() {
        return new ScheduledThreadPoolExecutor(0);
    }

    /** Asks one class loader once for what Camel may be extended by; by default three are asked, and one twice. */
    @Override
    protected ClassResolver createClassResolver() {
        return new DefaultClassResolver(this) {
            @Override
            public InputStream loadResourceAsStream(String uri) {
                return JobContext.class.getClassLoader().getResourceAsStream(uri);
            }
        };
    }

    /** Without a look at its annotation, for whose proxies Java writes classes that the AOT cache cannot hold. */
    private static final class Direct extends DirectComponent {
        @Override
        protected void doBuild() {}

        @Override
        public PropertyConfigurer getComponentPropertyConfigurer() {
            return new DirectComponentConfigurer();
        }

        @Override
        public PropertyConfigurer getEndpointPropertyConfigurer() {
            return new DirectEndpointConfigurer();
        }
    }

    /** As {@link Direct}. */
    private static final class Sql extends SqlComponent {
        @Override
        protected void doBuild() {}

        @Override
        public PropertyConfigurer getComponentPropertyConfigurer() {
            return new SqlComponentConfigurer();
        }

        @Override
        public PropertyConfigurer getEndpointPropertyConfigurer() {
            return new SqlEndpointConfigurer();
        }
    }
}
