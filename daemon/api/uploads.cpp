#include "daemon/api/uploads.h"

#include "daemon/base/bytes.h"
#include "daemon/base/utf16_text.h"
#include "daemon/base/xlsx_sheet.h"
#include "daemon/io/system.h"

namespace huiyin {
namespace {

// A workbook is stored as the CSV of the first sheet that is shown, so that imports know one kind of list
// only.
Result<std::string> list_of_workbook(const std::string& bytes, std::size_t most, XlsxSheets* sheets) {
  std::string out;
  bool too_long = false;
  const auto read = read_xlsx(
      bytes,
      [&](std::string_view line) {
        too_long = too_long || out.size() + line.size() > most;
        if (!too_long) out.append(line);
      },
      {}, sheets);
  if (!read) return fail(Errc::bad_input, "the workbook " + read.error().what);
  if (too_long) return fail(Errc::bad_input, "the workbook unpacks to more than an upload may be");
  return out;
}

Result<std::string> as_text(std::string&& body, std::size_t most, XlsxSheets* sheets) {
  if (is_xlsx(body)) return list_of_workbook(body, most, sheets);
  if (!is_utf16_text(body)) return std::move(body);
  auto list = utf16_text_to_utf8(body);
  if (!list) return fail(Errc::bad_input, "the file is UTF-16 and " + list.error().what, list.error().where);
  return list;
}

HttpResponse stored(HttpRequest& q, const std::string& folder, std::size_t most) {
  const std::string name = "upload-" + to_hex(random_bytes(12));
  if (auto made = make_folders(folder); !made) return problem(made.error(), q.path);
  XlsxSheets sheets;
  const auto list = as_text(std::move(q.body), most, &sheets);
  if (!list) return problem(list.error(), q.path);
  if (auto written = write_file_durably(folder + "/" + name, *list); !written)
    return problem(written.error(), q.path);
  JsonWriter w;
  w.object().field("file", name).field("bytes", static_cast<std::uint64_t>(list->size()));
  if (!sheets.read.empty()) {
    w.field("sheet", sheets.read).key("sheets_passed_over").array();
    for (const std::string& other : sheets.passed_over) w.value(other);
    w.end();
  }
  return json_response(w.end().take(), 201);
}

}  // namespace

void take_upload(RouteCall call, const std::string& folder, std::size_t most, Worker& worker) {
  if (call.request.body.empty())
    return call.responder->send(problem({Errc::bad_input, "the file is empty", ""}, call.request.path));
  auto shared = std::make_shared<RouteCall>(std::move(call));
  worker.post_always(
      [shared, folder, most] { shared->responder->send(stored(shared->request, folder, most)); });
}

}  // namespace huiyin
