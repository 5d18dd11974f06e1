package dev.soma.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soma.data.Column;
import dev.soma.data.Schema;
import dev.soma.data.Table;
import dev.soma.error.SomaException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class JdbcSourceTest {
  private static final String URL = "jdbc:h2:mem:soma;DB_CLOSE_DELAY=-1;USER=sa;PASSWORD=geheim";

  private static void fill(Statement statement) throws SQLException {
    statement.execute("drop table if exists sales");
    statement.execute(
        "create table sales (id int, price double precision, amount decimal(10,2), shop varchar(20),"
            + " fresh boolean, sold date, stamp timestamp)");
    statement.execute(
        "insert into sales values"
            + " (1, 2.5, 3.25, 'north', true, date '2024-05-31', timestamp '2024-05-31 12:30:00'),"
            + " (2, null, 0, null, false, date '2024-06-01', null),"
            + " (3, 'NaN', 7, 'south', null, null, timestamp '2024-05-31 12:30:00')");
  }

  private static void check(Table table) {
    assertThat(table.names())
        .containsExactly("ID", "PRICE", "AMOUNT", "SHOP", "FRESH", "SOLD", "STAMP");
    Column.Numbers price = (Column.Numbers) table.column("PRICE");
    assertThat(price.value(0)).isEqualTo(2.5);
    assertThat(price.isMissing(1)).isTrue();
    assertThat(price.isNotFinite(1)).isFalse();
    assertThat(price.isNotFinite(2)).isTrue();
    assertThat(((Column.Numbers) table.column("AMOUNT")).value(0)).isEqualTo(3.25);
    assertThat(table.column("SHOP").text(2)).isEqualTo("south");
    assertThat(table.column("SHOP").isMissing(1)).isTrue();
    assertThat(table.column("FRESH").text(0)).isEqualTo("true");
    assertThat(table.column("FRESH").isMissing(2)).isTrue();
    assertThat(table.schema().column("SOLD").kind()).isEqualTo(Schema.Kind.DATE);
    assertThat(table.column("STAMP").text(0)).isEqualTo("2024-05-31T12:30");
  }

  @Test
  void the_rows_of_a_query_become_typed_columns() throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL);
        Statement statement = connection.createStatement()) {
      fill(statement);
      check(Table.jdbc(URL, "select * from sales order by id", ReadOptions.DEFAULT));
      try (ResultSet result = statement.executeQuery("select * from sales order by id")) {
        check(Table.resultSet(result));
      }
    }
  }

  @Test
  void passwords_are_shown_nowhere() {
    assertThat(JdbcSource.masked("jdbc:x://me:secret@host/db?password=p1&ssl=true"))
        .isEqualTo("jdbc:x://me:***@host/db?password=***&ssl=true");
    assertThatThrownBy(() -> Table.jdbc(URL, "select * from nowhere", ReadOptions.DEFAULT))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E330"))
        .hasMessageContaining("NOWHERE")
        .hasMessageNotContaining("geheim");
    Table table = Table.jdbc(URL, "select 1 as a union select 2", ReadOptions.DEFAULT);
    assertThat(table.source().name()).contains("PASSWORD=***").doesNotContain("geheim");
  }

  @Test
  void an_address_without_a_driver_is_named() {
    assertThatThrownBy(() -> JdbcSource.open("jdbc:nosuch:thing;password=abc", "select 1"))
        .isInstanceOfSatisfying(SomaException.class, e -> assertThat(e.id()).isEqualTo("E331"))
        .hasMessageNotContaining("abc");
  }
}
