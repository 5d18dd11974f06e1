package dev.soma.data.read;

import dev.soma.error.SomaException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Rows of a database query; column types come from the database, SQL NULL is a missing value.
///
/// Numbers of any SQL type become `double`; boolean, text, date and time become text. The password
/// is handed to the driver and not kept.
public final class JdbcSource implements RowSource {
  private static final Pattern PASSWORD =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token)(=)[^;&,\\s]*");
  private static final Pattern USER_INFO = Pattern.compile("(//[^/@:]*:)[^/@]*@");
  private static final int FETCHED_AT_ONCE = 1000;

  private final ResultSet result;
  private final @Nullable Connection connection;
  private final String name;
  private final List<String> header = new ArrayList<>();
  private final boolean[] numeric;
  private int row;

  private JdbcSource(ResultSet result, @Nullable Connection connection, String name)
      throws SQLException {
    this.result = result;
    this.connection = connection;
    this.name = name;
    ResultSetMetaData meta = result.getMetaData();
    numeric = new boolean[meta.getColumnCount()];
    for (int c = 0; c < numeric.length; c++) {
      header.add(meta.getColumnLabel(c + 1));
      numeric[c] = isNumber(meta.getColumnType(c + 1));
    }
    if (header.stream().distinct().count() < header.size()) {
      throw new SomaException.Data(
          "E309", "header · two columns of the query have the same name: " + header);
    }
  }

  /// The rows of a result from where it stands; closing the source leaves the result open.
  ///
  /// @throws SomaException.Data E330 if the database refuses
  public static JdbcSource of(ResultSet result) {
    try {
      return new JdbcSource(result, null, "query");
    } catch (SQLException e) {
      throw failure("query", "", e);
    }
  }

  /// Connects and runs a query; closing the source closes the connection.
  ///
  /// @param url the address for the driver, with user and password if it needs them
  /// @throws SomaException.Data E330 if the database refuses, E331 if no driver takes the address
  public static JdbcSource open(String url, String sql) {
    String shown = masked(url);
    try {
      DriverManager.getDriver(url);
    } catch (SQLException noDriver) {
      throw new SomaException.Data(
          "E331",
          "no driver · nothing on the class path takes the address " + shown,
          "--classpath DRIVER.jar");
    }
    Connection connection = null;
    try {
      connection = DriverManager.getConnection(url);
      Statement statement = connection.createStatement();
      statement.setFetchSize(FETCHED_AT_ONCE);
      return new JdbcSource(statement.executeQuery(sql), connection, shown);
    } catch (SQLException e) {
      close(connection);
      throw failure(shown, url, e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  /// An address without its password: `jdbc:x://user:***@host/db?password=***`.
  public static String masked(String url) {
    String masked = PASSWORD.matcher(url).replaceAll("$1$2***");
    return USER_INFO.matcher(masked).replaceAll("$1***@");
  }

  @Override
  public List<String> header() {
    return header;
  }

  @Override
  public boolean next(Fields fields) {
    try {
      if (!result.next()) {
        return false;
      }
      fields.begin(++row);
      for (int c = 0; c < numeric.length; c++) {
        if (numeric[c]) {
          double number = result.getDouble(c + 1);
          boolean isNull = result.wasNull();
          if (!isNull && !Double.isFinite(number)) {
            fields.add(Double.POSITIVE_INFINITY); // there, but not finite
          } else {
            fields.add(isNull ? Double.NaN : number);
          }
        } else {
          ObjectSource.add(fields, header.get(c), object(c + 1));
        }
      }
      return true;
    } catch (SQLException e) {
      throw failure(name, "", e);
    }
  }

  @Override
  public SourceInfo info() {
    return new SourceInfo(name, "SQL", null, List.of(), 0);
  }

  @Override
  public void close() {
    close(connection);
  }

  private @Nullable Object object(int column) throws SQLException {
    Object value = result.getObject(column);
    return switch (value) {
      case null -> null;
      case Number _, Boolean _, java.util.Date _, java.time.temporal.Temporal _ -> value;
      default -> result.getString(column);
    };
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }

  private static SomaException.Data failure(String shown, String url, SQLException e) {
    String said = String.valueOf(e.getMessage());
    String safe = url.isEmpty() ? masked(said) : masked(said.replace(url, shown));
    return new SomaException.Data(
        "E330", "database · " + shown + ": " + safe.lines().findFirst().orElse(""));
  }

  private static void close(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException alreadyGone) {
        // nothing of the reading depends on it
      }
    }
  }
}
