// Fields and values of templates as JSON. Internal to the folder.
#pragma once
#include <string>
#include <vector>

#include "daemon/base/json.h"
#include "daemon/model/text_template.h"

namespace huiyin {

std::vector<TemplateField> fields_at(const Json& args);  // of /fields; throws BadInput
std::string fields_json(const std::vector<TemplateField>& fields);
std::vector<TemplateField> fields_from_json(std::string_view json);
std::string values_json(const FieldValues& values);
FieldValues values_from_json(std::string_view json);
FieldValues field_values_at(const Json& args);  // of /values; throws BadInput

}  // namespace huiyin
