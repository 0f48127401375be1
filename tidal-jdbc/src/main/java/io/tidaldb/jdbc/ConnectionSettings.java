package io.tidaldb.jdbc;

import java.util.Properties;
import org.apache.calcite.avatica.ConnectionConfigImpl;

/**
 * The few of Avatica's settings that mean something here. Its other ones concern its own HTTP
 * client, whose library this driver does without.
 */
final class ConnectionSettings extends ConnectionConfigImpl {
    ConnectionSettings(Properties properties) {
        super(properties);
    }

    @Override
    public int fetchSize() {
        return Integer.parseInt(properties.getProperty(ConnectionOption.FETCH_SIZE.key()));
    }

    @Override
    public boolean transparentReconnectionEnabled() {
        return false;
    }

    @Override
    public String timeZone() {
        return "UTC";
    }
}
