@echo off
rem Starts Entrepot from its folder: finds a Python and hands everything to the script beside this file.
setlocal
set PYTHONUTF8=1
where py >nul 2>nul && (
    py -3 "%~dp0entrepot" %*
    exit /b
)
where python >nul 2>nul && (
    python "%~dp0entrepot" %*
    exit /b
)
echo Entrepot needs Python 3.11 or later: install it from the Microsoft Store or from your software centre and start again. 1>&2
exit /b 8
