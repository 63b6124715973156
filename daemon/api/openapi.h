// The OpenAPI 3.1 document, made from the table of operations.
#pragma once
#include <string>

#include "daemon/api/operations.h"

namespace huiyin {

std::string openapi_json(const Operations& operations);

}  // namespace huiyin
